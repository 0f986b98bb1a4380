import Testing

@testable import Training

@Suite struct StopRuleTests {
  private static let metrics = ["val_loss", "val_accuracy", "train_loss", "train_accuracy"]

  @Test(arguments: [
    ("val_loss > 2 * min for 3 epochs", "val_loss > 2 * min for 3 epochs"),
    ("val_loss>2*min", "val_loss > 2 * min"),
    ("val_loss >= min * 1.5 + 1e-3 for 1 epoch", "val_loss >= 1.5 * min + 0.001"),
    ("val_accuracy < max - 0.05", "val_accuracy < max - 0.05"),
    ("val_accuracy <= first for 10 epochs", "val_accuracy <= first for 10 epochs"),
    ("train_loss < .5", "train_loss < 0.5"),
    ("train_loss > -1 * last", "train_loss > -1 * last"),
    ("train_loss > -last", "train_loss > -1 * last"),
    ("train_loss > -3", "train_loss > -3"),
  ])
  func isReadAndPrinted(text: String, printed: String) throws {
    let rule = try StopRule(text, metrics: Self.metrics)
    #expect("\(rule)" == printed)
    #expect(try StopRule(printed, metrics: Self.metrics) == rule)
  }

  @Test(arguments: [
    ("", 1, "the end"), ("val_los > 1", 1, "\"val_los\""), ("val_loss = 1", 10, "\"=\""),
    ("val_loss >", 11, "the end"), ("val_loss > 2 * mim", 16, "\"mim\""),
    ("val_loss > 2 min", 14, "\"min\""), ("val_loss > 1 for", 17, "the end"),
    ("val_loss > 1 for 0 epochs", 18, "\"0\""), ("val_loss > 1 for 2", 19, "the end"),
    ("val_loss > 1 for 2 epochs now", 27, "\"now\""), ("val_loss > 1e999", 12, "\"1e999\""),
    ("val_loss > min + max", 18, "\"max\""), ("epoch_seconds > 9", 1, "\"epoch_seconds\""),
  ])
  func isRefusedWithTheColumn(text: String, column: Int, found: String) {
    let fault = #expect(throws: StopRule.Fault.self) {
      try StopRule(text, metrics: Self.metrics)
    }
    #expect(fault?.column == column && fault?.found == found, "\(String(describing: fault))")
  }

  /// The epoch, from 1, after which a training with those values of `val_loss` ends, and why.
  private static func end(
    _ values: [Double], stop: [String] = [], early: EarlyStopping? = nil
  ) throws -> (epoch: Int, reason: String)? {
    var watch = StopWatch(
      TrainingSettings(
        epochs: 100, stop: try stop.map { try StopRule($0, metrics: metrics) },
        earlyStopping: early))
    for (index, value) in values.enumerated() {
      if let reason = watch.observe([Metric("val_loss", value)]) { return (index + 1, reason) }
    }
    return nil
  }

  @Test(
    arguments: [
      // The third epoch running above twice the least of the epochs before.
      ("val_loss > 2 * min for 3 epochs", [1.0, 2.1, 1.9, 2.1, 2.2, 2.3], 6),
      ("val_loss > 2 * min for 3 epochs", [1.0, 2.1, 2.1, 2.1, 0.1], 4),
      ("val_loss > 2 * min", [5.0, 6, 7], nil),
      ("val_loss >= min for 2 epochs", [3, 3, 2, 2, 1, 1, 1], 7),
      ("val_loss > last + 1", [1, 2, 3.5], 3),
      ("val_loss > first", [1, 0.5, 0.9, 1.1], 4),
      ("val_loss < 0.5", [0.4], 1),
      ("val_loss < max - 2", [1, 4, 2, 1.5], 4),
      // What is no number breaks a row of epochs and is no bound.
      ("val_loss > 2 * min for 2 epochs", [1, 3, Double.nan, 3, 3], 5),
      ("val_loss > min", [Double.nan, 1, 2], 3),
    ] as [(String, [Double], Int?)])
  func endsATraining(rule: String, values: [Double], epoch: Int?) throws {
    let end = try Self.end(values, stop: [rule])
    #expect(end?.epoch == epoch)
    if let end { #expect(end.reason == "\(try StopRule(rule, metrics: Self.metrics))") }
  }

  @Test(
    arguments: [
      (2, 0.0, [1.0, 0.9, 0.95, 0.9, 0.1], 4), (2, 0.0, [1, 0.9, 0.95, 0.8, 0.8, 0.9], 6),
      (1, 0.0, [1, 1], 2), (2, 0.1, [1, 0.95, 0.91, 0.5], 3), (3, 0.0, [1, 2, 3], nil),
      (2, 0.0, [Double.nan, 1, 0.5, 0.6, 0.7], 5),
    ] as [(Int, Double, [Double], Int?)])
  func patienceEndsATraining(
    patience: Int, minDelta: Double, values: [Double], epoch: Int?
  ) throws {
    let early = EarlyStopping(patience: patience, minDelta: minDelta, monitor: "val_loss")
    #expect(try Self.end(values, early: early)?.epoch == epoch)
  }

  @Test func ofAnAccuracyHigherIsBetter() {
    let early = EarlyStopping(patience: 1, minDelta: 0.01, monitor: "val_accuracy")
    #expect(early.isBetter(0.52, than: 0.5))
    #expect(!early.isBetter(0.505, than: 0.5))
  }
}
