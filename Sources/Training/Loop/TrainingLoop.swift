package import ConvEngine
package import Datasets

/// Trains a network for some epochs over a data set and tells about it in events. The order of the
/// pictures depends on the seed and the epoch alone, and the last step of an epoch takes what is left,
/// as in Keras. Of a network that profiles its steps, each epoch reports the times of their parts too.
package struct TrainingLoop {
  private let network: Network
  private let dataset: ImageDataset
  private let settings: TrainingSettings
  private let split: (train: Range<Int>, validation: Range<Int>)
  /// Time since some moment that does not change.
  private let now: () -> Duration

  /// - Parameters:
  ///   - network: made with the settings' optimizer, for batches of at least `batch`.
  ///   - validation: the part of the training pictures set aside, in 0..<1.
  ///   - now: the clock; the machine's where nothing is said.
  package init(
    network: Network, dataset: ImageDataset, settings: TrainingSettings, validation: Double,
    now: (() -> Duration)? = nil
  ) {
    self.network = network
    self.dataset = dataset
    self.settings = settings
    split = dataset.split(validation: validation)
    let start = ContinuousClock.now
    self.now = now ?? { ContinuousClock.now - start }
  }

  /// Pictures in a full step: the settings' batch, or all of the training part if that is fewer.
  package static func batch(_ settings: TrainingSettings, train: Range<Int>) -> Int {
    min(settings.batch, train.count)
  }

  private var batch: Int { Self.batch(settings, train: split.train) }

  private var steps: Int { (split.train.count + batch - 1) / batch }

  /// Trains to the end.
  ///
  /// - Parameters:
  ///   - shouldStop: asked before each step.
  ///   - onEvent: an error it throws ends the training.
  /// - Precondition: there is at least one picture to learn from.
  package func run(
    shouldStop: () -> Bool = { false }, onEvent: (TrainingEvent) throws -> Void = { _ in }
  ) throws -> TrainingOutcome {
    precondition(!split.train.isEmpty, "no pictures to learn from")
    try onEvent(
      .started(
        TrainingStart(
          epochs: settings.epochs, stepsPerEpoch: steps, train: split.train.count,
          validation: split.validation.count, test: dataset.test?.count ?? 0)))
    for epoch in 1...settings.epochs {
      let begin = now()
      let learningRate = network.learningRate
      network.resetProfile()
      guard let learned = try learn(epoch, since: begin, shouldStop: shouldStop, onEvent: onEvent)
      else { return .stopped(epochs: epoch - 1) }
      let trained = now() - begin
      var trouble = learned.trouble
      var metrics = [
        Metric("train_loss", learned.mean.loss), Metric("train_accuracy", learned.mean.accuracy),
      ]
      if trouble == nil, !split.validation.isEmpty {
        let result = network.evaluate(
          pixels: dataset.train.pixels, labels: dataset.train.labels, indices: split.validation)
        metrics += [Metric("val_loss", result.loss), Metric("val_accuracy", result.accuracy)]
        if !result.loss.isFinite { trouble = Self.message(epoch, "val_loss", result.loss) }
      }
      metrics += [
        Metric("learning_rate", learningRate),
        Metric("epoch_seconds", (now() - begin) / .seconds(1)),
        Metric("images_per_second", Self.rate(learned.mean.count, trained)),
      ]
      if network.isProfiling { metrics += network.profile.metrics }
      let test = trouble == nil && epoch == settings.epochs ? evaluateTest() : nil
      if let test {
        metrics += [Metric("test_loss", test.loss), Metric("test_accuracy", test.accuracy)]
      }
      try onEvent(
        .epoch(EpochReport(epoch: epoch, metrics: metrics, test: test, isHealthy: trouble == nil)))
      if let trouble { return .diverged(message: trouble) }
    }
    return .finished
  }

  /// One epoch's steps; nil if they were stopped. `trouble` says what ended them early.
  private func learn(
    _ epoch: Int, since begin: Duration, shouldStop: () -> Bool,
    onEvent: (TrainingEvent) throws -> Void
  ) throws -> (mean: RunningMean, trouble: String?)? {
    let order = EpochOrder.indices(of: split.train, seed: settings.seed, epoch: epoch)
    var mean = RunningMean()
    for step in 1...steps {
      if shouldStop() { return nil }
      let result = network.trainStep(
        pixels: dataset.train.pixels, labels: dataset.train.labels,
        indices: order[(step - 1) * batch..<min(step * batch, order.count)])
      mean.add(result)
      try onEvent(
        .step(
          StepReport(
            epoch: epoch, step: step, steps: steps, loss: mean.loss, accuracy: mean.accuracy,
            imagesPerSecond: Self.rate(mean.count, now() - begin))))
      if !result.loss.isFinite {
        return (mean, Self.message(epoch, "train_loss", result.loss, step: step, of: steps))
      }
    }
    return (mean, nil)
  }

  private func evaluateTest() -> Evaluation? {
    guard let test = dataset.test, test.count > 0 else { return nil }
    return network.evaluate(pixels: test.pixels, labels: test.labels, indices: 0..<test.count)
  }

  private static func rate(_ count: Int, _ time: Duration) -> Double {
    let seconds = time / .seconds(1)
    return seconds > 0 ? Double(count) / seconds : 0
  }

  private static func message(
    _ epoch: Int, _ metric: String, _ value: Double, step: Int? = nil, of steps: Int = 0
  ) -> String {
    let place = step.map { ", step \($0) of \(steps)" } ?? ""
    return "epoch \(epoch)\(place): \(metric) is \(value.isNaN ? "NaN" : "infinite"); "
      + "only a finite loss is accepted (a smaller learning_rate often helps)"
  }
}
