extension EngineBenchmark {
  /// What the layers of a network take of its training steps.
  public struct LayerMeasurement: Sendable {
    /// The network's parts, in the order of a step.
    public var parts: [Part]
    /// Images a second through whole steps.
    public var imagesPerSecond: Double
    /// The share of the threads' time that the parts add up to, in 0...1; the rest is waiting.
    public var accounted: Double
  }

  /// One part of the steps.
  public struct Part: Sendable {
    /// As `StepProfile` names it.
    public var name: String
    /// The layer; nil for a part that is none.
    public var layer: LayerPlan?
    /// The layer whose operation does this one's work too.
    public var host: String?
    /// The forward pass; nil where nothing is to be done.
    public var forward: Pass?
    /// The backward pass; nil where nothing is to be done.
    public var backward: Pass?
  }

  /// One pass through a part.
  public struct Pass: Sendable {
    /// Seconds of a thread for one image.
    public var seconds: Double
    /// Operations on floating-point numbers for one image, as the direct convolution needs them; 0 where
    /// there is nothing to multiply. Backward they are twice those of the forward pass, or as many where
    /// the layer's input needs no gradient.
    public var flops: Int
  }

  /// What training is measured with.
  public struct Training: Sendable {
    /// Images in a step.
    public var batch: Int
    /// What changes the weights.
    public var optimizer: OptimizerSpec
    /// How the steps run.
    public var execution: ExecutionOptions

    /// - Parameter batch: images in a step, at least 1.
    public init(batch: Int, optimizer: OptimizerSpec, execution: ExecutionOptions) {
      self.batch = batch
      self.optimizer = optimizer
      self.execution = execution
    }
  }

  /// Profiles training steps over random images: the fastest of several runs.
  /// - Parameter seconds: how long each of `runs` runs lasts, at least.
  public static func layers(
    _ plan: NetworkPlan, _ training: Training, runs: Int = 5, seconds: Double = 0.5
  ) throws(NetworkError) -> LayerMeasurement {
    let network = try Network(
      plan, maximumBatch: training.batch, seed: 1, optimizer: training.optimizer,
      execution: training.execution)
    var batches = RandomBatches(plan, batch: training.batch)
    func step() {
      _ = network.trainStep(
        pixels: batches.pixels, labels: batches.labels, indices: batches.next())
    }
    for _ in 0..<3 { step() }
    network.isProfiling = true
    var best = (profile: network.profile, rate: 0.0, wall: 1.0)
    for _ in 0..<runs {
      network.resetProfile()
      let clock = ContinuousClock(), start = clock.now
      repeat { step() } while clock.now - start < .seconds(seconds)
      let wall = (clock.now - start).inSeconds
      let profile = network.profile
      let rate = Double(profile.images) / wall
      if rate > best.rate { best = (profile, rate, wall) }
    }
    return LayerMeasurement(
      parts: parts(of: plan, best.profile), imagesPerSecond: best.rate,
      accounted: best.profile.seconds / (best.wall * Double(training.execution.threads)))
  }

  private static func parts(of plan: NetworkPlan, _ profile: StepProfile) -> [Part] {
    let firstTrained = plan.layers.first { $0.parameterCount > 0 }?.name
    return profile.parts.map { part in
      let layer = plan.layers.first { $0.name == part.name }
      let flops = layer?.flops ?? 0
      func pass(_ seconds: Double?, _ flops: Int) -> Pass? {
        seconds.map { Pass(seconds: $0 / Double(max(1, profile.images)), flops: flops) }
      }
      return Part(
        name: part.name, layer: layer, host: part.host, forward: pass(part.forward, flops),
        backward: pass(part.backward, part.name == firstTrained ? flops : 2 * flops))
    }
  }
}
