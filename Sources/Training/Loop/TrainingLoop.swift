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
  ///   - start: where to go on; the network must be in the state it had there.
  ///   - past: the metrics of the whole epochs behind `start`, which the rules that end a training look
  ///     at; of a training without such rules none are needed.
  ///   - shouldStop: asked before each step.
  ///   - pause: asked after each epoch but the last; a reason ends the training there.
  ///   - onEvent: an error it throws ends the training.
  /// - Precondition: there is at least one picture to learn from.
  package func run(
    from start: TrainingPosition = .beginning, after past: [[Metric]] = [],
    shouldStop: () -> Bool = { false },
    pause: (EpochReport) throws -> String? = { _ in nil },
    onEvent: (TrainingEvent) throws -> Void = { _ in }
  ) throws -> TrainingOutcome {
    precondition(!split.train.isEmpty, "no pictures to learn from")
    try onEvent(
      .started(
        TrainingStart(
          epochs: settings.epochs, stepsPerEpoch: steps, train: split.train.count,
          validation: split.validation.count, test: dataset.test?.count ?? 0)))
    var start = start
    var watch = StopWatch(settings)
    let ended = past.reduce(nil) { watch.observe($1) }
    // Broken off after its last epoch and before its end was told.
    if let ended { return .ended(epochs: start.epoch, reason: ended) }
    while start.epoch < settings.epochs {
      let epoch = start.epoch + 1
      let begin = now() - .seconds(start.part.seconds)
      let learningRate = network.learningRate
      network.resetProfile()
      let learned: (mean: RunningMean, trouble: String?)
      switch try learn(from: start, since: begin, shouldStop: shouldStop, onEvent: onEvent) {
      case .stopped(let position): return .stopped(position)
      case .whole(let mean, let trouble): learned = (mean, trouble)
      }
      let trained = now() - begin
      var trouble = learned.trouble
      var metrics = [
        Metric("train_loss", learned.mean.loss), Metric("train_accuracy", learned.mean.accuracy),
      ]
      if trouble == nil, !split.validation.isEmpty {
        let result = network.evaluate(
          pixels: dataset.train.pixels, labels: dataset.train.labels, indices: split.validation)
        metrics += [Metric("val_loss", result.loss), Metric("val_accuracy", result.accuracy)]
        if settings.classAccuracy { metrics += classAccuracy(result) }
        if !result.loss.isFinite { trouble = Self.message(epoch, "val_loss", result.loss) }
      }
      metrics += [
        Metric("learning_rate", learningRate),
        Metric("epoch_seconds", (now() - begin) / .seconds(1)),
        Metric("images_per_second", Self.rate(learned.mean.count, trained)),
      ]
      if network.isProfiling { metrics += network.profile.metrics }
      let end = watch.observe(metrics)
      let isLast = epoch == settings.epochs || end != nil
      let test = trouble == nil && isLast ? evaluateTest() : nil
      if let test {
        metrics += [Metric("test_loss", test.loss), Metric("test_accuracy", test.accuracy)]
      }
      let report = EpochReport(
        epoch: epoch, metrics: metrics, test: test, isHealthy: trouble == nil)
      try onEvent(.epoch(report))
      if let trouble { return .diverged(message: trouble) }
      if let end, epoch < settings.epochs { return .ended(epochs: epoch, reason: end) }
      if epoch < settings.epochs, let reason = try pause(report) {
        return .paused(epochs: epoch, reason: reason)
      }
      start = TrainingPosition(epoch: epoch)
    }
    return .finished
  }

  /// What became of an epoch's steps.
  private enum Learned {
    case whole(RunningMean, trouble: String?)
    case stopped(TrainingPosition)
  }

  /// An epoch's steps from `start` on. `trouble` says what ended them early.
  private func learn(
    from start: TrainingPosition, since begin: Duration, shouldStop: () -> Bool,
    onEvent: (TrainingEvent) throws -> Void
  ) throws -> Learned {
    let epoch = start.epoch + 1
    let order = EpochOrder.indices(of: split.train, seed: settings.seed, epoch: epoch)
    var part = start.part
    var kept = (step: start.step, seconds: part.seconds)
    for step in start.step..<steps {
      if shouldStop() {
        let position = TrainingPosition(epoch: start.epoch, step: step, part: part)
        if step > kept.step { try onEvent(.state(position)) }
        return .stopped(position)
      }
      let result = network.trainStep(
        pixels: dataset.train.pixels, labels: dataset.train.labels,
        indices: order[step * batch..<min((step + 1) * batch, order.count)])
      let time = now() - begin
      part.mean.add(result)
      part.seconds = time / .seconds(1)
      try onEvent(
        .step(
          StepReport(
            epoch: epoch, step: step + 1, steps: steps, loss: part.mean.loss,
            accuracy: part.mean.accuracy, imagesPerSecond: Self.rate(part.mean.count, time))))
      if !result.loss.isFinite {
        let trouble = Self.message(epoch, "train_loss", result.loss, step: step + 1, of: steps)
        return .whole(part.mean, trouble: trouble)
      }
      if step + 1 < steps, part.seconds - kept.seconds >= settings.checkpointMinutes * 60 {
        let position = TrainingPosition(epoch: start.epoch, step: step + 1, part: part)
        try onEvent(.state(position))
        kept = (step + 1, part.seconds)
      }
    }
    return .whole(part.mean, trouble: nil)
  }

  /// The accuracy of each class that has validation pictures.
  private func classAccuracy(_ result: Evaluation) -> [Metric] {
    zip(dataset.classNames, result.perClassAccuracy).compactMap { name, accuracy in
      accuracy.map { Metric("val_accuracy.\(name)", $0) }
    }
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
