import Charts
import Markup
import RunStore
import Workbench

/// Everything of one run.
struct RunPage {
  let request: RunRequest
  let detail: RunDetail
  /// How the chosen checkpoint does, if that was asked for since the server started.
  var evaluation: KnownEvaluation?
  let isReadOnly: Bool
  let now: Timestamp

  var run: RunRecord { detail.run }

  var page: Page {
    Page(
      title: run.name, commands: commands,
      live: run.status == .running ? Address("runs", run.id.text, "live") : nil, content: content)
  }

  private var commands: [CommandText] {
    var commands = [CommandText("show", detail.reference)]
    if !detail.groups.isEmpty, let metric = RunsPage.tellingMetric(of: [run]) {
      commands.append(CommandText("plot", metric, detail.reference))
    }
    if evaluation != nil {
      var command = CommandText("evaluate", detail.reference)
      if request.checkpoint != .best { command.add("--checkpoint", "\(request.checkpoint)") }
      if request.split != .test { command.add("--split", request.split.rawValue) }
      commands.append(command)
    }
    return commands
  }

  /// The elements that change while the run does, by their ids.
  var parts: [LiveStream.Part] {
    [
      .init(id: "state", html: state), .init(id: "curves", html: curves),
      .init(id: "metrics", html: metrics), .init(id: "checkpoints", html: checkpoints),
      .init(id: "events", html: events),
    ]
  }

  private var content: HTML {
    HTML {
      Tag.div(.class("heading")) {
        Tag.h1 { Tag.bdi { run.name } }
        Tag.div(.id("state"), .class("state")) { state }
      }
      remarks
      Tag.section(.id("curves"), .class("charts"), .aria("label", "Curves")) { curves }
      Tag.div(.class("flow")) {
        Tag.section(.id("metrics")) { metrics }
        Tag.section(.id("checkpoints")) { checkpoints }
        facts
        parameters
      }
      layers
      evaluationSection
      artifacts
      Tag.section(.id("events")) { events }
      reproduction
    }
  }

  // MARK: On top

  private var state: HTML {
    HTML {
      RunsColumn.status(run.status)
      if run.deletedAt != nil { Tag.span(.class("caution")) { "in the trash" } }
      Tag.span { "epoch \(run.epochsText)" }
      Tag.span { NumberText.duration(run.durationSeconds) }
      Tag.span(.class("quiet")) { "started \(PageText.age(of: run.startedAt, now: now))" }
      if run.status == .running, !detail.isLivenessKnown {
        Tag.span(.class("quiet")) {
          "another machine's; whether it still runs cannot be told from here"
        }
      }
      if let message = run.message { Tag.span(.class("message")) { message } }
    }
  }

  /// Tags and the note, with the forms that change them.
  private var remarks: HTML {
    Tag.div(.class("remarks")) {
      Tag.div(.class("tags")) {
        for tag in run.tags {
          Tag.span(.class("tag")) {
            tag
            if !isReadOnly { removal(of: tag) }
          }
        }
        if !isReadOnly { tagForm }
      }
      if let note = run.note, !note.isEmpty { Tag.p(.class("note")) { note } }
      if !isReadOnly {
        Tag.details(.class("edit")) {
          Tag.summary { run.note == nil ? "Add a note" : "Edit the note" }
          Tag.form(.method(.post), .action(Address("runs", run.id.text, "note"))) {
            Tag.label(.class("hidden"), .for("note")) { "Note" }
            Tag.textarea(.id("note"), .name("note"), .rows(4)) { "\n" + (run.note ?? "") }
            Tag.button(.type("submit")) { "Save" }
          }
        }
        trashForm
      }
    }
  }

  private func removal(of tag: String) -> HTML {
    changeForm("inline") {
      Tag.input(.type("hidden"), .name("tag"), .value(tag))
      Tag.button(
        .type("submit"), .name("action"), .value("untag"), .class("bare"),
        .aria("label", "Remove the tag \(tag)")
      ) { "×" }
    }
  }

  private var tagForm: HTML {
    changeForm("inline") {
      Tag.input(
        .name("tag"), .type("text"), .placeholder("tag"), .aria("label", "New tag"), .required,
        .autocomplete("off"), .maxlength(200), .class("small"))
      Tag.button(.type("submit"), .name("action"), .value("tag"), .class("small")) { "Add" }
    }
  }

  private var trashForm: HTML {
    changeForm("inline") {
      if run.deletedAt != nil {
        Tag.button(.type("submit"), .name("action"), .value("restore"), .class("small")) {
          "Restore"
        }
      } else if run.status != .running {
        Tag.button(.type("submit"), .name("action"), .value("delete"), .class("small danger")) {
          "Move to the trash"
        }
      }
    }
  }

  private func changeForm(_ style: String, @HTMLBuilder _ content: () -> HTML) -> HTML {
    Tag.form(.class(style), .method(.post), .action(Address("runs", "change"))) {
      Tag.input(.type("hidden"), .name("run"), .value(run.id.text))
      Tag.input(.type("hidden"), .name("back"), .value(Address("runs", run.id.text).text))
      content()
    }
  }

  // MARK: Curves

  /// These are shown at once; the others where they are asked for.
  private static let prominentCurves = 3

  private var curves: HTML {
    HTML {
      if detail.groups.isEmpty {
        Tag.p(.class("quiet")) {
          run.status == .running
            ? "The first epoch has not ended yet." : "No metrics were recorded."
        }
      }
      Tag.div(.class("grid")) {
        for group in detail.groups.prefix(Self.prominentCurves) { RunPage.figure(group.chart) }
      }
      if detail.groups.count > Self.prominentCurves {
        Tag.details {
          Tag.summary {
            PageText.plural(detail.groups.count - Self.prominentCurves, "more chart")
          }
          Tag.div(.class("grid")) {
            for group in detail.groups.dropFirst(Self.prominentCurves) {
              RunPage.figure(group.chart)
            }
          }
        }
      }
    }
  }

  /// A chart as `convoy plot -o` draws it; the page has its rules.
  static func figure(_ chart: Chart, width: Double = 420, height: Double = 250) -> HTML {
    var options = SVGOptions(width: width, height: height, isStandalone: false)
    options.hasStyle = false
    return Tag.figure(.class("chart")) { HTML(written: chart.svg(options)) }
  }
}
