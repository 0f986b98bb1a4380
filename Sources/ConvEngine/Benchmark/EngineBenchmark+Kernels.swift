extension EngineBenchmark {
  /// The convolutions timed: 3×3 with "same" padding, the tutorial's and larger ones.
  static let convolutions: [(channels: Int, depth: Int, size: Int)] = [
    (3, 32, 32), (32, 32, 32), (32, 64, 16), (64, 64, 16), (128, 128, 8), (256, 256, 8),
  ]

  /// Times each pass of these convolutions on one thread. Operations are counted as the direct
  /// convolution needs them, so tiles may exceed the peak.
  /// - Parameter peak: what `peak(_:)` found for the level.
  public static func kernels(
    _ level: InstructionSet, peak: Double, choice: KernelChoice = .automatic
  ) throws(NetworkError) -> [KernelMeasurement] {
    var measurements: [KernelMeasurement] = []
    for (channels, depth, size) in convolutions {
      let spec = NetworkSpec(
        input: ImageShape(height: size, width: size, channels: channels),
        layers: [
          .conv(ConvSpec(depth: depth, kernel: Extent(3), padding: .same)), .globalAveragePool,
        ])
      let network = try Network(
        NetworkPlan(spec, instructionSet: level, kernels: choice), maximumBatch: 64, seed: 1,
        optimizer: .sgd(SGDSpec()), labelSmoothing: 0,
        execution: ExecutionOptions(threads: 1, instructionSet: level), keepsGradients: true)
      for (pass, seconds) in network.convolutionSeconds() {
        let gigaflops = Double(network.plan.flops) / seconds * 1e-9
        measurements.append(
          KernelMeasurement(
            shape: "\(channels)→\(depth) \(size)×\(size)", pass: pass, gigaflops: gigaflops,
            shareOfPeak: gigaflops / peak))
      }
    }
    return measurements
  }
}

extension Network {
  /// Seconds for each of a slab's images through each pass of the first convolution, on this thread.
  func convolutionSeconds() -> [(pass: String, seconds: Double)] {
    guard let convolution = layout.convolutions.first else { return [] }
    let count = layout.chunks.slab
    place([Float](repeating: 0.5, count: count * plan.spec.input.count), count: count)
    return withBatch(pixels: nil, indices: nil, count: count, isTraining: false) {
      convolution.prepareKernels(context)
      let slab = Slab(
        images: 0..<count, room: context.base + layout.rooms, chunk: 0, isFirst: true, isLast: true)
      let repeats = max(1, 20_000_000 / plan.flops / count)
      func time(_ body: () -> Void) -> Double {
        EngineBenchmark.bestSeconds(runs: 30) { for _ in 0..<repeats { body() } }
          / Double(repeats * count)
      }
      return [
        ("forward", time { convolution.forward(slab, context) }),
        ("input gradient", time { convolution.passBack(slab, context) }),
        ("kernel gradient", time { convolution.addKernelSums(slab, context) }),
      ]
    }
  }
}
