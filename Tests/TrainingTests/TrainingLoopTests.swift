import ConvEngine
import Datasets
import Testing

@testable import Training

@Suite struct TrainingLoopTests {
  /// 90 pictures to learn from in batches of 16, 10 to validate with, 20 to test with.
  private static func settings(
    epochs: Int = 2, seed: UInt64 = 7, learningRate: Double = 0.001
  ) -> TrainingSettings {
    TrainingSettings(
      epochs: epochs, batch: 16, optimizer: .adam(AdamSpec(learningRate: learningRate)), seed: seed)
  }

  private static func network(_ settings: TrainingSettings, threads: Int = 1) throws -> Network {
    let layers: [LayerSpec] = [
      .conv(ConvSpec(depth: 4, kernel: Extent(3), stride: Extent(2), activation: .relu)),
      .maxPool(PoolSpec(size: Extent(2))), .dropout(rate: 0.25), .flatten,
      .dense(DenseSpec(units: 10)),
    ]
    let plan = try NetworkPlan(
      NetworkSpec(input: ImageShape(height: 32, width: 32, channels: 3), layers: layers))
    return try Network(
      plan, maximumBatch: settings.batch, seed: settings.seed, optimizer: settings.optimizer,
      execution: ExecutionOptions(threads: threads))
  }

  private static func pictures(_ count: Int = 100, test: Int = 20) throws -> ImageDataset {
    try Shapes(train: count, test: test, seed: 1).make()
  }

  /// Trains and collects: the outcome, every event, the weights.
  private static func train(
    _ settings: TrainingSettings, _ dataset: ImageDataset, validation: Double = 0.1,
    threads: Int = 1, stopBeforeStep limit: Int = .max,
    from start: (TrainingPosition, TrainingState)? = nil
  ) throws -> (outcome: TrainingOutcome, events: [TrainingEvent], network: Network) {
    let network = try network(settings, threads: threads)
    var events: [TrainingEvent] = []
    var asked = 0
    var ticks = 0
    let loop = TrainingLoop(
      network: network, dataset: dataset, settings: settings, validation: validation,
      now: {
        ticks += 1
        return .milliseconds(ticks)
      })
    if let start { try network.restore(start.1) }
    let outcome = try loop.run(
      from: start?.0 ?? .beginning,
      shouldStop: {
        asked += 1
        return asked > limit
      },
      onEvent: { events.append($0) })
    return (outcome, events, network)
  }

  private static func epochs(_ events: [TrainingEvent]) -> [EpochReport] {
    events.compactMap { if case .epoch(let report) = $0 { report } else { nil } }
  }

  private static func states(_ events: [TrainingEvent]) -> [TrainingPosition] {
    events.compactMap { if case .state(let position) = $0 { position } else { nil } }
  }

  private static func steps(_ events: [TrainingEvent]) -> [StepReport] {
    events.compactMap { if case .step(let report) = $0 { report } else { nil } }
  }

  @Test func tellsSizesStepsAndEpochsInOrder() throws {
    let (outcome, events, _) = try Self.train(Self.settings(), Self.pictures())
    #expect(outcome == .finished)
    guard case .started(let start) = events.first else {
      Issue.record("no start")
      return
    }
    #expect(
      start
        == TrainingStart(epochs: 2, stepsPerEpoch: 6, train: 90, validation: 10, test: 20))
    #expect(Self.steps(events).map(\.step) == [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6])
    #expect(Self.steps(events).map(\.epoch) == [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])
    #expect(events.count == 1 + 6 + 1 + 6 + 1)
  }

  @Test func recordsTheMetricsOfTheContract() throws {
    let reports = Self.epochs(try Self.train(Self.settings(), Self.pictures()).events)
    let each = [
      "train_loss", "train_accuracy", "val_loss", "val_accuracy", "learning_rate",
      "epoch_seconds", "images_per_second",
    ]
    #expect(
      reports.map { $0.metrics.map(\.name) } == [each, each + ["test_loss", "test_accuracy"]])
    #expect(reports.map { $0["learning_rate"] } == [0.001, 0.001])
    #expect(reports.map { $0.test?.count } == [nil, 20])
    // The clock is read at the epoch's begin, after each of 6 steps, and twice after them.
    #expect(reports[0]["epoch_seconds"] == 0.008)
    #expect(reports[0]["images_per_second"] == 90 / 0.007)
  }

  @Test func reportsTheTimesOfAProfiledNetwork() throws {
    let settings = Self.settings()
    let network = try Self.network(settings)
    network.isProfiling = true
    var reports: [EpochReport] = []
    let loop = TrainingLoop(
      network: network, dataset: try Self.pictures(), settings: settings, validation: 0.1)
    _ = try loop.run(onEvent: { if case .epoch(let report) = $0 { reports.append(report) } })
    #expect(network.profile.images == 90)
    for report in reports {
      #expect(
        report.metrics.map(\.name).filter { PassTime(metric: $0) != nil } == [
          "time.input.forward", "time.conv_1.forward", "time.conv_1.backward",
          "time.dense_1.forward", "time.dense_1.backward", "time.loss.forward",
          "time.kernels.forward", "time.optimizer.backward",
        ])
    }
    // Of the second epoch alone, whose time in microseconds the images share.
    let times = reports[1].metrics.filter { PassTime(metric: $0.name) != nil }.map(\.value)
    #expect(abs(times.reduce(0, +) * 90e-6 - network.profile.seconds) < 1e-9)
  }

  @Test func namesTheTimeOfAPass() {
    let time = PassTime("conv_1", .backward)
    #expect(time.metric == "time.conv_1.backward")
    #expect(PassTime(metric: time.metric) == time)
    for other in ["time", "time.conv_1", "time.conv_1.sideways", "val.conv_1.forward", "a.b.c.d"] {
      #expect(PassTime(metric: other) == nil)
    }
  }

  @Test func weighsEachStepByItsPictures() throws {
    // The mean over 90 pictures in steps of 16 is that of single steps before any of them learns.
    let settings = Self.settings(epochs: 1, learningRate: 1e-30)
    let dataset = try Self.pictures()
    let (_, events, network) = try Self.train(settings, dataset)
    let report = Self.epochs(events)[0]
    let evaluation = network.evaluate(
      pixels: dataset.train.pixels, labels: dataset.train.labels, indices: 0..<90)
    // Dropout makes the two differ a little, but not by a step's worth.
    #expect(abs((report["train_loss"] ?? 0) - evaluation.loss) < 0.1)
    #expect(Self.steps(events).last?.loss == report["train_loss"])
    let hits = (report["train_accuracy"] ?? 0) * 90
    #expect(abs(hits - hits.rounded()) < 1e-9)
  }

  @Test(arguments: [1, 2, 5])
  func sameSeedSameWeightsWithAnyThreads(threads: Int) throws {
    let dataset = try Self.pictures()
    let first = try Self.train(Self.settings(), dataset)
    let second = try Self.train(Self.settings(), dataset, threads: threads)
    #expect(first.network.parameters == second.network.parameters)
    #expect(Self.epochs(first.events)[1].test == Self.epochs(second.events)[1].test)
    let other = try Self.train(Self.settings(seed: 8), dataset)
    #expect(first.network.parameters != other.network.parameters)
  }

  @Test func leavesOutSplitsWithoutPictures() throws {
    let (_, events, _) = try Self.train(
      Self.settings(epochs: 1), Self.pictures(test: 0), validation: 0)
    #expect(
      Self.epochs(events)[0].metrics.map(\.name) == [
        "train_loss", "train_accuracy", "learning_rate", "epoch_seconds", "images_per_second",
      ])
  }

  @Test func takesAllPicturesWhereTheBatchIsLarger() throws {
    let (_, events, _) = try Self.train(Self.settings(), Self.pictures(10), validation: 0)
    #expect(Self.steps(events).map(\.steps) == [1, 1])
  }

  @Test(arguments: [(0, 0, 0), (3, 0, 3), (6, 1, 6), (8, 1, 8)])
  func stopsBeforeTheNextStep(limit: Int, epochs: Int, steps: Int) throws {
    let (outcome, events, _) = try Self.train(
      Self.settings(), Self.pictures(), stopBeforeStep: limit)
    guard case .stopped(let position) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect([position.epoch, position.step] == [epochs, steps - 6 * epochs])
    #expect(Self.epochs(events).count == epochs)
    #expect(Self.steps(events).count == steps)
    #expect(Self.states(events) == (position.step == 0 ? [] : [position]))
  }

  @Test(arguments: [1, 4, 6, 7, 11])
  func goesOnWhereItStoppedAsIfItHadNot(limit: Int) throws {
    let whole = try Self.train(Self.settings(), Self.pictures())
    let first = try Self.train(Self.settings(), Self.pictures(), stopBeforeStep: limit)
    guard case .stopped(let position) = first.outcome else {
      Issue.record("\(first.outcome)")
      return
    }
    let second = try Self.train(
      Self.settings(), Self.pictures(), threads: 2, from: (position, first.network.trainingState))
    #expect(second.outcome == .finished)
    #expect(second.network.trainingState == whole.network.trainingState)
    func results(_ events: [TrainingEvent]) -> [Metric] {
      Self.epochs(events).flatMap(\.metrics).filter {
        !["epoch_seconds", "images_per_second"].contains($0.name)
      }
    }
    #expect(results(first.events + second.events) == results(whole.events))
  }

  @Test(arguments: [
    (0.0, [1, 2, 3, 4, 5, 1, 2, 3, 4, 5]), (0.0000499, [3, 3]), (10.0, [Int]()),
  ])
  func tellsNowAndThenWhereItCouldGoOn(minutes: Double, steps: [Int]) throws {
    var settings = Self.settings()
    settings.checkpointMinutes = minutes  // the clock goes on by a millisecond a step
    let (_, events, _) = try Self.train(settings, Self.pictures())
    #expect(Self.states(events).map(\.step) == steps)
  }

  @Test func pausesAfterAnEpochForAReasonButNotAfterTheLast() throws {
    let settings = Self.settings()
    let loop = TrainingLoop(
      network: try Self.network(settings), dataset: try Self.pictures(), settings: settings,
      validation: 0.1)
    #expect(try loop.run(pause: { _ in "enough" }) == .paused(epochs: 1, reason: "enough"))
    let rest = try loop.run(from: TrainingPosition(epoch: 1), pause: { _ in "enough" })
    #expect(rest == .finished)
  }

  @Test func endsWhenALossIsNoNumber() throws {
    let (outcome, events, _) = try Self.train(
      Self.settings(epochs: 5, learningRate: 1e38), Self.pictures())
    let reports = Self.epochs(events)
    #expect(reports.count == 1)
    #expect(reports.last?.isHealthy == false)
    #expect(reports.last?["train_loss"]?.isFinite == false)
    #expect(reports.last?["val_loss"] == nil)
    guard case .diverged(let message) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(message.hasPrefix("epoch 1, step "))
    #expect(
      message.hasSuffix(
        "only a finite loss is accepted (a smaller learning_rate often helps)"))
  }

  @Test func anErrorOfTheListenerEndsTheTraining() throws {
    struct Refusal: Error {}
    let settings = Self.settings()
    let loop = TrainingLoop(
      network: try Self.network(settings), dataset: try Self.pictures(), settings: settings,
      validation: 0.1)
    #expect(throws: Refusal.self) {
      _ = try loop.run(onEvent: { if case .epoch = $0 { throw Refusal() } })
    }
  }

  @Test func recordsTheAccuracyOfEachClassWhereItIsAskedTo() throws {
    var settings = Self.settings(epochs: 1)
    let dataset = try Self.pictures()
    let plain = Self.epochs(try Self.train(settings, dataset).events)[0].metrics
    settings.classAccuracy = true
    let metrics = Self.epochs(try Self.train(settings, dataset).events)[0].metrics
    let classes = metrics.filter { $0.name.hasPrefix("val_accuracy.") }
    let labels = Set(dataset.train.labels.suffix(10))
    #expect(
      classes.map(\.name) == labels.sorted().map { "val_accuracy.\(dataset.classNames[Int($0)])" })
    // Weighted by the classes' sizes they come to the accuracy.
    let right = labels.sorted().enumerated().map { index, label in
      classes[index].value * Double(dataset.train.labels.suffix(10).count { $0 == label })
    }.reduce(0, +)
    let accuracy = metrics.first { $0.name == "val_accuracy" }?.value
    #expect(abs(right / 10 - (accuracy ?? -1)) < 1e-12)
    #expect(metrics.count == plain.count + classes.count)
  }
}
