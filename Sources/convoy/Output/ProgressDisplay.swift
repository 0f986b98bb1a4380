/// Where a training epoch stands after a step.
struct StepProgress {
  /// From 1.
  var epoch: Int
  var epochs: Int
  /// Steps done in this epoch.
  var step: Int
  var steps: Int
  var imagesPerSecond: Double
  /// Means since the epoch began; loss in nats, accuracy in 0...1.
  var loss: Double
  var accuracy: Double
}

/// Shows a training run while it happens. On a terminal: one line per epoch, drawn over while the
/// epoch runs, with a bar, images per second, the time left and the curve of val_accuracy so far.
/// Elsewhere: one plain line per finished epoch.
struct ProgressDisplay {
  private let destination: Destination
  private let write: (String) -> Void
  private var validation: [Double] = []
  private var lastDrawn: Duration?
  private var isLineOpen = false

  /// The least time between two drawings of the live line.
  static let interval = Duration.milliseconds(100)

  /// - Parameter write: receives text exactly as the terminal or file is to get it.
  init(destination: Destination, write: @escaping (String) -> Void) {
    self.destination = destination
    self.write = write
  }

  /// Draws the live line if the last drawing is long enough ago.
  ///
  /// - Parameter elapsed: time since training began.
  mutating func step(_ progress: StepProgress, elapsed: Duration) {
    guard let width = destination.width else { return }
    if let lastDrawn, elapsed - lastDrawn < Self.interval { return }
    lastDrawn = elapsed
    draw(liveLine(progress, elapsed: elapsed), width: width)
  }

  /// Completes the line of an epoch with its metrics; those of the test split get a line of their own.
  mutating func epoch(_ epoch: Int, of epochs: Int, metrics: [(name: String, value: Double)]) {
    if let value = metrics.first(where: { $0.name == "val_accuracy" })?.value {
      validation.append(value)
    }
    let line = epochLine(epoch, of: epochs, metrics: metrics)
    if let width = destination.width {
      draw(line, width: width)
      write("\n")
      isLineOpen = false
    } else {
      write(line + "\n")
    }
    lastDrawn = nil
    func value(_ name: String) -> Double? { metrics.first { $0.name == name }?.value }
    if let loss = value("test_loss"), let accuracy = value("test_accuracy") {
      let label = label(epoch, of: epochs)
      let title = "test" + String(repeating: " ", count: label.count - 4)
      write("\(title)  loss \(Format.metric(loss))  acc \(Format.metric(accuracy))\n")
    }
  }

  /// Leaves the cursor on a fresh line, whatever happened before.
  mutating func finish() {
    if isLineOpen { write("\n") }
    isLineOpen = false
  }

  private mutating func draw(_ line: String, width: Int) {
    // Cut before colouring: escape sequences take no room, and one column stays free so that the
    // cursor does not wrap.
    write("\r" + line.truncated(to: width - 1) + "\u{1B}[K")
    isLineOpen = true
  }

  private func liveLine(_ progress: StepProgress, elapsed: Duration) -> String {
    let epochFraction = Double(progress.step) / Double(max(progress.steps, 1))
    let done = (Double(progress.epoch - 1) + epochFraction) / Double(max(progress.epochs, 1))
    let seconds = elapsed / .seconds(1)
    let left = done > 0 ? Format.wait(seconds / done - seconds) : "–"
    func line(bar: Int, loss: Bool, curve: Int) -> String {
      var parts = [label(progress.epoch, of: progress.epochs)]
      if bar > 0 { parts.append(progressBar(epochFraction, width: bar)) }
      parts.append(Format.count(Int(progress.imagesPerSecond)) + " img/s")
      parts.append(left + " left")
      if loss { parts.append("loss " + Format.metric(progress.loss)) }
      parts.append("acc " + Format.metric(progress.accuracy))
      if curve > 0, !validation.isEmpty { parts.append(sparkline(validation, width: curve)) }
      return parts.joined(separator: "  ")
    }
    return widest([
      line(bar: 20, loss: true, curve: 20), line(bar: 10, loss: true, curve: 20),
      line(bar: 10, loss: true, curve: 10), line(bar: 10, loss: false, curve: 10),
      line(bar: 5, loss: false, curve: 10), line(bar: 0, loss: false, curve: 10),
      line(bar: 0, loss: false, curve: 0),
    ])
  }

  /// The first of some lines, each with less in it than the one before, that fits the terminal; else
  /// the last.
  private func widest(_ lines: [String]) -> String {
    guard let width = destination.width else { return lines[0] }
    return lines.first { $0.displayWidth < width } ?? lines[lines.count - 1]
  }

  private func epochLine(
    _ epoch: Int, of epochs: Int, metrics: [(name: String, value: Double)]
  ) -> String {
    func value(_ name: String) -> Double? { metrics.first { $0.name == name }?.value }
    func line(without hidden: Set<String>, curve: Int) -> String {
      var parts = [label(epoch, of: epochs)]
      let shown = [
        ("train_loss", "loss"), ("train_accuracy", "acc"), ("val_loss", "val_loss"),
        ("val_accuracy", "val_acc"),
      ]
      for (name, title) in shown where !hidden.contains(name) {
        if let value = value(name) { parts.append("\(title) \(Format.metric(value))") }
      }
      if let speed = value("images_per_second"), speed.isFinite {
        parts.append(Format.count(Int(speed)) + " img/s")
      }
      if let seconds = value("epoch_seconds") { parts.append(Format.duration(seconds)) }
      if destination.isLive, curve > 0, !validation.isEmpty {
        parts.append(sparkline(validation, width: curve))
      }
      return parts.joined(separator: "  ")
    }
    return widest([
      line(without: [], curve: 20), line(without: [], curve: 10),
      line(without: ["train_loss"], curve: 10),
      line(without: ["train_loss", "val_loss"], curve: 10),
      line(without: ["train_loss", "val_loss", "train_accuracy"], curve: 10),
      line(without: ["train_loss", "val_loss", "train_accuracy"], curve: 0),
    ])
  }

  private func label(_ epoch: Int, of epochs: Int) -> String {
    let total = String(epochs)
    let number = String(epoch)
    let fill = String(repeating: " ", count: max(0, total.count - number.count))
    return "epoch \(fill)\(number)/\(total)"
  }
}
