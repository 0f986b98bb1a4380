import Charts
import Markup
import Pictures
import RunStore
import Workbench

/// What the weights of a checkpoint, or of a file logged with a run, look like.
struct WeightsPage {
  /// Which weights.
  enum Choice: Sendable, Hashable {
    case checkpoint(CheckpointChoice)
    /// A file among the run's artifacts.
    case artifact(String)

    init(_ fields: [(name: String, value: String)]) throws(APIError) {
      self = .checkpoint(.best)
      for (name, value) in fields {
        switch name {
        case "artifact": self = .artifact(value)
        case "checkpoint":
          guard let choice = CheckpointChoice(value) else {
            throw .invalid("checkpoint: \"\(value)\"; accepted: best, last or an epoch")
          }
          self = .checkpoint(choice)
        default: break
        }
      }
    }

    func address(of run: RunIdentifier) -> Address {
      let field: Address.Field =
        switch self {
        case .checkpoint(let choice): .init("checkpoint", choice.description)
        case .artifact(let path): .init("artifact", path)
        }
      return Address("runs", run.text, "weights", fields: [field])
    }
  }

  let run: RunIdentifier
  /// What commands call the run.
  let reference: String
  let choice: Choice
  var report: WeightsReport?
  /// Why there is no report.
  var failure: String?

  /// More tensors have no row; the JSON form has all.
  private static let mostTensors = 2000
  /// A layer of more kernels is not drawn.
  private static let mostKernels = 1024

  var page: Page {
    Page(
      title: "Weights of \(report?.runName ?? reference)", notice: failure.map { .failed($0) },
      commands: [command],
      content: HTML {
        Tag.h1 {
          "Weights of "
          Tag.a(.href(Address("runs", run.text))) { Tag.bdi { report?.runName ?? reference } }
        }
        Tag.p(.class("quiet")) { which }
        if let report {
          Tag.section {
            Tag.div(.class("beside")) {
              table(of: report)
              kernels(of: report)
            }
            remarks(on: report)
          }
        }
      })
  }

  private var command: CommandText {
    var command = CommandText("weights", "show", reference)
    switch choice {
    case .checkpoint(.best): break
    case .checkpoint(let choice): command.add("--checkpoint", "\(choice)")
    case .artifact(let path): command.add("--artifact", path)
    }
    return command
  }

  private var which: String {
    switch choice {
    case .checkpoint(let choice):
      report?.epoch.map { "Checkpoint of epoch \($0)" } ?? "Checkpoint \(choice)"
    case .artifact(let path): "Artifact \(path)"
    }
  }

  private func table(of report: WeightsReport) -> HTML {
    let isHealthy = report.tensors.allSatisfy { $0.nonFinite == 0 }
    return PageTable(
      ["tensor", "shape", "norm", "mean", "min", "max", "dead filters"]
        + (isHealthy ? [] : ["NaN or ±Inf"]), numbers: 2...7
    ).html(
      report.tensors.prefix(Self.mostTensors).map { tensor in
        let numbers = [tensor.norm, tensor.mean, tensor.min, tensor.max]
        return [HTML(tensor.name), HTML(tensor.shape.map(String.init).joined(separator: "×"))]
          + numbers.map { HTML(PageText.metric($0)) } + [dead(in: tensor)]
          + (isHealthy ? [] : [notFinite(in: tensor)])
      })
  }

  private func remarks(on report: WeightsReport) -> HTML {
    HTML {
      if report.tensors.count > Self.mostTensors {
        Tag.p(.class("quiet")) {
          "\(NumberText.count(report.tensors.count - Self.mostTensors)) more tensors"
        }
      }
      if report.tensors.contains(where: { $0.filters != nil }) {
        Tag.p(.class("quiet")) {
          "A filter (kernel or neuron) is dead where its weights' norm is below a hundredth of its "
            + "layer's median."
        }
      }
    }
  }

  private func dead(in tensor: TensorStatistics) -> HTML {
    guard let filters = tensor.filters, let dead = tensor.deadFilters else { return .nothing }
    let text = "\(NumberText.count(dead)) of \(NumberText.count(filters))"
    if dead == 0 { return Tag.span(.class("quiet")) { text } }
    return Tag.span(.class("caution")) { text + " (\(PageText.percent(tensor.deadShare)))" }
  }

  private func notFinite(in tensor: TensorStatistics) -> HTML {
    if tensor.nonFinite == 0 { return Tag.span(.class("quiet")) { "0" } }
    let share = Double(tensor.nonFinite) / Double(tensor.count)
    return Tag.span(.class("caution")) {
      "\(NumberText.count(tensor.nonFinite)) (\(PageText.percent(share)))"
    }
  }

  private func kernels(of report: WeightsReport) -> HTML {
    guard let kernels = report.kernels, kernels.pictures.count <= Self.mostKernels,
      // Where no PNG can be made the table still can.
      let png = try? PictureFile.png(kernels.sheet)
    else {
      return .nothing
    }
    return Tag.figure {
      Tag.img(
        .class("pixels"), .png(png),
        .alt("\(kernels.tensor) as small pictures, grey where a weight is zero"))
      Tag.figcaption(.class("quiet")) { kernels.tensor }
    }
  }
}
