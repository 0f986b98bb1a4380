import Workbench

extension ReproductionReport {
  /// `identical`, or what differs first and what may be the reason.
  var lines: [String] {
    if identical { return ["identical"] }
    var lines = ["different"]
    if let firstMetric {
      lines.append(
        "first metric: epoch \(firstMetric.epoch), \(firstMetric.metric): "
          + "\(Self.text(firstMetric.recorded)) recorded, "
          + "\(Self.text(firstMetric.reproduced)) now")
    }
    if let firstTensor {
      lines.append(
        "first tensor: epoch \(firstTensor.epoch), \(firstTensor.tensor): "
          + "\(Format.count(firstTensor.differing)) of "
          + "\(Format.plural(firstTensor.numbers, "number")) differ, by up to "
          + Format.metric(firstTensor.greatest))
    }
    if changed.isEmpty { lines.append("changed: nothing that is recorded") }
    return lines + changed.map { "changed: " + $0.description.singleLine }
  }

  /// What was compared.
  var summary: String {
    "\(reproduction.name) repeats \(run.name): \(Format.plural(epochs, "epoch")), "
      + "\(Format.plural(values, "value")), \(Format.plural(tensors, "tensor"))"
  }

  /// To the last digit: two numbers that differ read so.
  private static func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "nothing" }
}
