extension EngineBenchmark {
  /// The convolutions timed: 3×3 with "same" padding, the tutorial's and larger ones.
  static let convolutions: [(channels: Int, depth: Int, size: Int)] = [
    (3, 32, 32), (32, 32, 32), (32, 64, 16), (64, 64, 16), (128, 128, 8), (256, 256, 8),
  ]

  /// Times each pass of these convolutions on one thread, image by image.
  /// - Parameter peak: what `peak(_:)` found for the level.
  public static func kernels(
    _ level: InstructionSet, peak: Double
  ) throws(NetworkError) -> [KernelMeasurement] {
    var measurements: [KernelMeasurement] = []
    for (channels, depth, size) in convolutions {
      let spec = NetworkSpec(
        input: ImageShape(height: size, width: size, channels: channels),
        layers: [
          .conv(ConvSpec(depth: depth, kernel: Extent(3), padding: .same)), .globalAveragePool,
        ])
      let network = try Network(
        NetworkPlan(spec, instructionSet: level), maximumBatch: 1, seed: 1,
        optimizer: .sgd(SGDSpec()), labelSmoothing: 0,
        execution: ExecutionOptions(threads: 1, instructionSet: level), keepsInputGradient: true)
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
  /// Seconds for one image through each pass of the first convolution, on this thread.
  func convolutionSeconds() -> [(pass: String, seconds: Double)] {
    place([Float](repeating: 0.5, count: plan.spec.input.count), count: 1)
    return withBatch(pixels: nil, indices: nil, count: 1, isTraining: false) {
      for case .images(let operations) in layout.stages {
        for case .convolution(let convolution) in operations {
          guard let gradient = convolution.gradient,
            let outputGradient = convolution.maps.outputGradient,
            let inputGradient = convolution.maps.inputGradient
          else { continue }
          gradient.turnKernels(context.base + convolution.kernel, context)
          let dy = UnsafePointer(context.base + outputGradient.offset(0))
          let x = UnsafePointer(context.base + convolution.firstWindow(0))
          let repeats = max(1, 20_000_000 / plan.flops)
          func time(_ body: () -> Void) -> Double {
            EngineBenchmark.bestSeconds(runs: 30) { for _ in 0..<repeats { body() } }
              / Double(repeats)
          }
          return [
            ("forward", time { convolution.forward(0..<1, context) }),
            (
              "input gradient",
              time { gradient.passBack(into: context.base + inputGradient.offset(0), dy, context) }
            ),
            (
              "kernel gradient",
              time { gradient.addSums(x, dy, chunk: 0, isFirst: false, context) }
            ),
          ]
        }
      }
      return []
    }
  }
}
