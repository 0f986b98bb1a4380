import Charts
import Markup
import RunStore
import Workbench

extension RunPage {
  /// What each metric came to.
  var metrics: HTML {
    let rows = run.metrics.filter { !LayerTime.isTime(metric: $0.key) }.sorted { $0.key < $1.key }
    return HTML {
      Tag.h2 { "Metrics" }
      if rows.isEmpty {
        Tag.p(.class("quiet")) { "None yet." }
      } else {
        PageTable(["metric", "last", "best", "epoch"], numbers: 1...3).html(
          rows.prefix(500).map { name, summary in
            [
              HTML(name), HTML(PageText.metric(summary.last)), HTML(PageText.metric(summary.best)),
              HTML(summary.bestEpoch.map(String.init) ?? "–"),
            ]
          })
      }
    }
  }

  var parameters: HTML {
    let names = run.params.keys.sorted(by: NaturalOrder.parameterPrecedes)
    let ofNetwork = names.filter { $0.hasPrefix("model.") }
    let set = names.filter { !$0.hasPrefix("model.") }
    return Tag.section(.class("free")) {
      Tag.h2 { "Parameters" }
      if names.isEmpty { Tag.p(.class("quiet")) { "None." } } else { parameterTable(set) }
      if !ofNetwork.isEmpty {
        Tag.details {
          Tag.summary { "\(ofNetwork.count) of the network's layers" }
          parameterTable(ofNetwork)
        }
      }
    }
  }

  private func parameterTable(_ names: [String]) -> HTML {
    PageTable(["parameter", "value"]).html(
      names.prefix(1000).map { [HTML($0), HTML(run.params[$0]?.description ?? "")] })
  }

  var checkpoints: HTML {
    if run.isForeign, run.checkpoints.isEmpty { return .nothing }
    return HTML {
      Tag.h2 { "Checkpoints" }
      if run.checkpoints.isEmpty {
        Tag.p(.class("quiet")) { "None." }
      } else {
        PageTable(["epoch", "kind", "size", "weights", "file"], numbers: 2...2).html(
          run.checkpoints.map { checkpoint in
            [
              HTML("\(checkpoint.epoch)"), HTML(checkpoint.kind.rawValue),
              HTML(NumberText.bytes(checkpoint.bytes)),
              Tag.a(
                .href(WeightsPage.Choice.checkpoint(.epoch(checkpoint.epoch)).address(of: run.id)),
                .aria("label", "What the weights of epoch \(checkpoint.epoch) look like")
              ) { "tensors" },
              Tag.a(
                .href(Address("runs", run.id.text, "weights", "\(checkpoint.epoch).safetensors")),
                .download("\(run.name)-\(checkpoint.epoch).safetensors"),
                .aria("label", "Download the weights of epoch \(checkpoint.epoch) as safetensors")
              ) { "safetensors" },
            ]
          })
      }
    }
  }

  /// Where and on what the run was made.
  var facts: HTML {
    Tag.section {
      Tag.h2 { "Run" }
      Tag.dl {
        fact("id", Tag.code { run.id.text })
        fact("experiment", experiment)
        if let parent = run.parent { fact("parent", RunPage.parent(parent)) }
        if !detail.children.isEmpty { fact("children", children) }
        fact("started", PageText.moment(run.startedAt))
        if let endedAt = run.endedAt { fact("ended", PageText.moment(endedAt)) }
        if let deletedAt = run.deletedAt { fact("deleted", PageText.moment(deletedAt)) }
        if !run.isForeign { ownFacts }
      }
    }
  }

  private func fact(_ name: String, _ value: HTML) -> HTML {
    HTML {
      Tag.dt { name }
      Tag.dd { value }
    }
  }

  private var experiment: HTML {
    let quoted = run.experiment.contains("'") ? nil : "experiment = '\(run.experiment)'"
    guard let quoted else { return HTML(run.experiment) }
    return Tag.a(.href(Address(fields: [.init("where", quoted)]))) { run.experiment }
  }

  private static func parent(_ parent: RunParent) -> HTML {
    HTML {
      parent.relation.rawValue.replacing("_", with: "-") + " of "
      Tag.a(.href(Address("runs", parent.id.text))) { parent.name ?? parent.id.text }
    }
  }

  private var children: HTML {
    Tag.ul(.class("plain")) {
      for child in detail.children {
        Tag.li {
          Tag.a(.href(Address("runs", child.id.text))) { Tag.bdi { child.name } }
          " " + child.relation.rawValue.replacing("_", with: "-") + " "
          RunsColumn.status(child.status)
        }
      }
      if detail.children.count == RunDetail.mostChildren { Tag.li { "and perhaps more" } }
    }
  }

  private var ownFacts: HTML {
    let (environment, data) = (run.environment, run.dataset)
    return HTML {
      fact("seed", HTML("\(run.seed)"))
      fact(
        "data",
        HTML(
          "\(data.name): \(NumberText.count(data.train)) train, \(NumberText.count(data.validation)) "
            + "validation, \(NumberText.count(data.test)) test"))
      fact("fingerprint", Tag.code { String(data.fingerprint.prefix(16)) })
      fact(
        "model",
        HTML(
          "\(NumberText.count(run.model.parameters)) parameters, "
            + "\(NumberText.fixed(run.model.mflop, 1)) MFLOP per image"))
      fact(
        "machine",
        HTML(
          "\(environment.host), \(environment.cpu), \(environment.isa), "
            + "\(PageText.plural(environment.threads, "thread")), \(environment.os)"))
      fact("software", HTML("convoy \(environment.convoy), Swift \(environment.swift)"))
      if let git = environment.git {
        fact(
          "commit",
          HTML {
            Tag.code { String(git.commit.prefix(12)) }
            if git.dirty { " with changes" }
          })
      }
    }
  }

  var artifacts: HTML {
    if detail.artifacts.isEmpty { return .nothing }
    return Tag.section {
      Tag.h2 { "Artifacts" }
      PageTable(["file", "size", "weights"], numbers: 1...1).html(
        detail.artifacts.prefix(500).map { artifact in
          [
            Tag.a(
              .href(
                Address("runs", run.id.text, "artifact", fields: [.init("path", artifact.path)]))
            ) { artifact.path },
            HTML(NumberText.bytes(artifact.bytes)), weights(in: artifact),
          ]
        })
    }
  }

  /// The way to what a file of weights holds.
  private func weights(in artifact: ArtifactInfo) -> HTML {
    guard [".safetensors", ".npz"].contains(where: artifact.path.hasSuffix) else { return .nothing }
    return Tag.a(
      .href(WeightsPage.Choice.artifact(artifact.path).address(of: run.id)),
      .aria("label", "What the weights in \(artifact.path) look like")
    ) { "tensors" }
  }

  var events: HTML {
    if detail.events.isEmpty { return .nothing }
    return HTML {
      Tag.h2 { "Events" }
      PageTable(["when", "what", "detail"]).html(
        detail.events.map { event in
          [PageText.moment(event.at.date), HTML(event.kind.rawValue), HTML(event.detail)]
        })
    }
  }

  /// The commands that made the run and that make it again.
  var reproduction: HTML {
    if run.isForeign { return .nothing }
    return Tag.section {
      Tag.h2 { "Reproduce" }
      if !run.commandLine.isEmpty {
        Tag.p(.class("quiet")) { "It was made by" }
        Tag.code(.class("command"), .tabindex(0)) { CommandText(words: run.commandLine).text }
      }
      if run.status != .finished, run.status != .running {
        Tag.p(.class("quiet")) { "To go on with it:" }
        Tag.code(.class("command"), .tabindex(0)) { CommandText("resume", detail.reference).text }
      }
      Tag.p(.class("quiet")) {
        "The store has what is needed to run it again and compare it bit for bit:"
      }
      Tag.code(.class("command"), .tabindex(0)) { CommandText("reproduce", detail.reference).text }
    }
  }
}
