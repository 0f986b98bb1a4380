import Charts
import Markup
import RunStore
import Workbench

extension RunPage {
  /// The layers with what they cost, and the kernels of the first.
  var layers: HTML {
    guard let layers = detail.layers else { return .nothing }
    return Tag.section(.class("network")) {
      Tag.h2 { "Network" }
      Tag.div(.class("beside")) {
        layerTable(layers)
        kernels(layers)
      }
    }
  }

  private func layerTable(_ layers: ModelSummary) -> HTML {
    let times = Dictionary(detail.times.map { ($0.part, $0) }) { first, _ in first }
    let hasTimes = !times.isEmpty
    let titles =
      ["layer", "output", "parameters", "MFLOP", "kernel"]
      + (hasTimes ? ["forward µs", "backward µs"] : [])
    return PageTable(titles, numbers: 2...3).html(
      layers.layers.map { layer in
        var row = [
          HTML(layer.name), HTML(layer.output), HTML(NumberText.count(layer.parameters)),
          HTML(NumberText.fixed(layer.mflop, 2)), HTML(layer.kernel),
        ]
        if hasTimes {
          let time = times[layer.name]
          row += [time?.forward, time?.backward].map {
            HTML($0.map { NumberText.fixed($0, 2) } ?? "–")
          }
        }
        return row
      })
  }

  private func kernels(_ layers: ModelSummary) -> HTML {
    guard !run.checkpoints.isEmpty, layers.layers.contains(where: { $0.name.hasPrefix("conv") })
    else {
      return .nothing
    }
    return Tag.figure {
      Tag.img(
        .class("pixels"),
        .src(
          Address(
            "runs", run.id.text, "kernels.png",
            fields: [.init("checkpoint", request.checkpoint.description)])),
        .alt("The kernels of the first convolution as small pictures, grey where a weight is zero"))
      Tag.figcaption(.class("quiet")) { "First-layer kernels, \(request.checkpoint) checkpoint" }
    }
  }

  /// How a checkpoint does on pictures, or the button that finds out.
  var evaluationSection: HTML {
    if run.isForeign || run.checkpoints.isEmpty { return .nothing }
    return Tag.section(.id("evaluation")) {
      Tag.h2 { "Evaluation" }
      evaluationForm
      if let evaluation { EvaluationView(evaluation: evaluation).html }
    }
  }

  private var evaluationForm: HTML {
    Tag.form(
      .class("row"), .method(.post), .action(Address("runs", run.id.text, "evaluation"))
    ) {
      Tag.label(.for("checkpoint")) { "Checkpoint" }
      Tag.select(.id("checkpoint"), .name("checkpoint")) {
        for checkpoint in run.checkpoints {
          let choice =
            checkpoint.kind == .epoch ? "\(checkpoint.epoch)" : checkpoint.kind.rawValue
          Tag.option(.value(choice), .selected(choice == request.checkpoint.description)) {
            checkpoint.kind == .epoch ? "epoch \(choice)" : "\(choice) (epoch \(checkpoint.epoch))"
          }
        }
      }
      Tag.label(.for("split")) { "on" }
      Tag.select(.id("split"), .name("split")) {
        for split in [ImageSplit.test, .validation, .train] {
          Tag.option(.value(split.rawValue), .selected(split == request.split)) {
            "\(split.rawValue) images"
          }
        }
      }
      Tag.button(.type("submit")) { evaluation == nil ? "Evaluate" : "Evaluate again" }
    }
  }
}
