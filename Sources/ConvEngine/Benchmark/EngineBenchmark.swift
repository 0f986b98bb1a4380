import KernelTypes

/// The engine's own speed on this machine.
public enum EngineBenchmark {
  /// One kernel timed on one thread.
  public struct KernelMeasurement: Sendable {
    /// The convolution, as `channels→depth height×width`.
    public var shape: String
    /// `forward`, `input gradient` or `kernel gradient`.
    public var pass: String
    /// 10⁹ floating-point operations a second, the best of several runs.
    public var gigaflops: Double
    /// That as a share of the measured multiply-add peak, in 0...1.
    public var shareOfPeak: Double
  }

  /// Whole steps timed on all threads.
  public struct ThroughputMeasurement: Sendable {
    /// Images in a step.
    public var batch: Int
    /// Images a second in the best of several runs.
    public var best: Double
    /// Images a second in the run in the middle.
    public var median: Double
    /// What a single step took; nil where nothing was timed so (training, and batches over one image).
    public var latency: Latency?
  }

  /// How long single steps took, in seconds.
  public struct Latency: Sendable {
    /// Half the steps took no longer.
    public var p50: Double
    /// 99 in 100 steps took no longer.
    public var p99: Double

    /// - Parameter seconds: of each step, at least one.
    init(_ seconds: [Double]) {
      let sorted = seconds.sorted()
      p50 = sorted[(sorted.count - 1) / 2]
      p99 = sorted[(sorted.count - 1) * 99 / 100]
    }
  }

  /// The tutorial's network on CIFAR-10's images: two blocks of two 3×3 convolutions.
  public static let tutorial = NetworkSpec(
    input: ImageShape(height: 32, width: 32, channels: 3),
    layers: [
      convolution(32), convolution(32), .maxPool(PoolSpec(size: Extent(2))), .dropout(rate: 0.25),
      convolution(64), convolution(64), .maxPool(PoolSpec(size: Extent(2))), .dropout(rate: 0.25),
      .flatten, .dense(DenseSpec(units: 512, activation: .relu)), .dropout(rate: 0.5),
      .dense(DenseSpec(units: 10)),
    ])

  private static func convolution(_ depth: Int) -> LayerSpec {
    .conv(ConvSpec(depth: depth, kernel: Extent(3), padding: .same, activation: .relu))
  }

  /// Multiply-adds a second one thread reaches on registers alone, in 10⁹ operations (two each).
  public static func peak(_ level: InstructionSet = .best) -> Double {
    let kernels = level.kernels
    let rounds = 200_000
    let seconds = bestSeconds(runs: 20) { _ = kernels.multiplyAdds(rounds) }
    return Double(rounds) * Double(kernels.multiplyAddsPerRound) * 2 / seconds * 1e-9
  }

  /// Images a second through whole steps of a network.
  /// - Parameters:
  ///   - seconds: how long each of `runs` runs lasts, at least.
  ///   - isTraining: whether steps train (Adam) or only evaluate.
  public static func throughput(
    _ spec: NetworkSpec, batch: Int, isTraining: Bool, execution: ExecutionOptions,
    kernels: KernelChoice = .automatic, runs: Int = 5, seconds: Double = 0.5
  ) throws(NetworkError) -> ThroughputMeasurement {
    let plan = try NetworkPlan(
      spec, instructionSet: execution.instructionSet, kernels: kernels)
    let network = try Network(
      plan, maximumBatch: batch, seed: 1, optimizer: isTraining ? .adam(AdamSpec()) : nil,
      execution: execution)
    var batches = RandomBatches(plan, batch: batch)
    func step() {
      let indices = batches.next()
      if isTraining {
        _ = network.trainStep(pixels: batches.pixels, labels: batches.labels, indices: indices)
      } else {
        network.runInference(pixels: batches.pixels, indices: indices)
      }
    }
    for _ in 0..<3 { step() }
    let clock = ContinuousClock(), isTimedByStep = batch == 1 && !isTraining
    var times: [Double] = []
    let rates = (0..<runs).map { _ in
      let start = clock.now
      var now = start, steps = 0
      while now - start < .seconds(seconds) {
        step()
        steps += 1
        let end = clock.now
        if isTimedByStep { times.append((end - now).inSeconds) }
        now = end
      }
      return Double(steps * batch) / (now - start).inSeconds
    }.sorted()
    return ThroughputMeasurement(
      batch: batch, best: rates[runs - 1], median: rates[runs / 2],
      latency: times.isEmpty ? nil : Latency(times))
  }

  /// The shortest of several runs.
  static func bestSeconds(runs: Int, _ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    body()
    return (0..<runs).map { _ in clock.measure(body).inSeconds }.min() ?? 0
  }
}

extension Duration {
  /// Seconds as a number.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
