import RunStore
import Training
import Workbench

/// Shows a launch on the standard error: the run's name and sizes, then its training.
struct LaunchDisplay {
  private let destination: Destination
  private var start = ContinuousClock.now
  private var progress: ProgressDisplay
  private var epochs = 0
  private var name = ""

  init(destination: Destination) {
    self.destination = destination
    progress = ProgressDisplay(
      destination: destination, write: { printNote($0, terminator: "") })
  }

  mutating func show(_ event: LaunchEvent) {
    switch event {
    case .created(_, let name): self.name = name
    case .resumed(_, let name, let position):
      self.name = name
      printNote(
        "\(destination.palette(.heading, name)): goes on "
          + (position == .beginning ? "from the beginning" : "after \(position)"))
    case .note: break  // shown without a display, too
    case .training(.started(let sizes)):
      start = .now
      epochs = sizes.epochs
      let images =
        "\(Format.count(sizes.train)) training, \(Format.count(sizes.validation)) "
        + "validation, \(Format.count(sizes.test)) test images"
      printNote(
        "\(destination.palette(.heading, name)): \(images), "
          + "\(Format.count(sizes.stepsPerEpoch)) steps an epoch")
    case .training(.step(let report)):
      progress.step(
        StepProgress(
          epoch: report.epoch, epochs: epochs, step: report.step, steps: report.steps,
          imagesPerSecond: report.imagesPerSecond, loss: report.loss, accuracy: report.accuracy),
        elapsed: ContinuousClock.now - start)
    case .training(.state): break
    case .training(.epoch(let report)):
      progress.epoch(
        report.epoch, of: epochs, metrics: report.metrics.map { ($0.name, $0.value) })
    }
  }

  mutating func finish() { progress.finish() }
}
