import Testing

@testable import ConvEngine

/// Convolutions on tiles against the direct ones, whose errors are known to be small.
@Suite struct WinogradTests {
  private static func network(
    _ kernels: KernelChoice, _ conv: ConvSpec, then others: [LayerSpec] = [], height: Int,
    width: Int, channels: Int
  ) throws -> Network {
    let spec = NetworkSpec(
      input: ImageShape(height: height, width: width, channels: channels),
      layers: [.conv(conv)] + others + [.globalAveragePool, .dense(DenseSpec(units: 3))])
    return try Network(
      NetworkPlan(spec, kernels: kernels), maximumBatch: 5, seed: 11, optimizer: .sgd(SGDSpec()),
      labelSmoothing: 0, execution: ExecutionOptions(threads: 2), keepsGradients: true)
  }

  @Test func tilesAreForThreeByThreeOfStrideOneWithSixteenChannels() throws {
    func kernel(_ conv: ConvSpec, channels: Int, size: Int = 8) throws -> String {
      let spec = NetworkSpec(
        input: ImageShape(height: size, width: size, channels: channels),
        layers: [.conv(conv), .flatten])
      return try NetworkPlan(spec).layers[0].kernel
    }
    let good = ConvSpec(depth: 16, kernel: Extent(3), padding: .same)
    #expect(try kernel(good, channels: 16) == "winograd 4×4")
    #expect(try kernel(good, channels: 15).hasPrefix("direct"))
    #expect(try kernel(good, channels: 16, size: 3).hasPrefix("direct"))
    var other = good
    other.depth = 15
    #expect(try kernel(other, channels: 16).hasPrefix("direct"))
    other = good
    other.stride = Extent(1, 2)
    #expect(try kernel(other, channels: 16).hasPrefix("direct"))
    other = good
    other.kernel = Extent(3, 5)
    #expect(try kernel(other, channels: 16).hasPrefix("direct"))
    #expect(
      try NetworkPlan(
        NetworkSpec(
          input: ImageShape(height: 8, width: 8, channels: 16), layers: [.conv(good), .flatten]),
        kernels: .direct
      ).layers[0].kernel.hasPrefix("direct"))
  }

  @Test(
    arguments: [Padding.same, .valid, .amount(Extent(2, 0))], [(6, 9), (8, 8), (13, 7), (33, 5)])
  func agreesWithTheDirectConvolutionInEveryPass(_ padding: Padding, _ size: (Int, Int)) throws {
    try compare(padding, size, then: [])
  }

  /// Pooling and dropout are done in the tiles' transform back. Random numbers hold no ties.
  @Test(
    arguments: [Padding.same, .valid, .amount(Extent(2, 0))], [(6, 9), (8, 8), (13, 7), (33, 5)])
  func agreesWithTheDirectConvolutionThatPools(_ padding: Padding, _ size: (Int, Int)) throws {
    try compare(
      padding, size, then: [.maxPool(PoolSpec(size: Extent(2))), .dropout(rate: 0.4)])
  }

  private func compare(
    _ padding: Padding, _ size: (Int, Int), then others: [LayerSpec]
  ) throws {
    for (channels, depth) in [(16, 16), (17, 33), (40, 16)] {
      let conv = ConvSpec(depth: depth, kernel: Extent(3), padding: padding, activation: .relu)
      let (height, width) = (size.0 + 2, size.1 + 2)
      let tiles = try Self.network(
        .automatic, conv, then: others, height: height, width: width, channels: channels)
      let direct = try Self.network(
        .direct, conv, then: others, height: height, width: width, channels: channels)
      try #require(tiles.plan.layers[0].kernel == "winograd 4×4")
      var stream = RandomStream(seed: 5, .initialization, 0)
      let images = (0..<5 * height * width * channels).map { _ in Float(stream.uniform()) }
      let labels = [0, 1, 2, 0, 1]
      // With dropout a training step, which drops the same in both.
      let drops = !others.isEmpty
      for network in [tiles, direct] {
        _ =
          drops
          ? network.trainStep(images: images, labels: labels)
          : network.findGradients(images: images, labels: labels)
      }
      #expect(
        worstDifference(
          tiles.logits(images: images, count: 5), direct.logits(images: images, count: 5)) == nil)
      #expect(worstDifference(tiles.inputGradient, direct.inputGradient) == nil)
      for (ours, theirs) in zip(tiles.gradients, direct.gradients) {
        #expect(worstDifference(ours.values, theirs.values) == nil, "\(ours.name)")
      }
    }
  }

  /// The error of tiles in single precision against double precision, relative, root mean square.
  @Test(arguments: [(32, 32, 32), (32, 64, 16), (64, 64, 16)])
  func theErrorIsBounded(_ channels: Int, _ depth: Int, _ size: Int) throws {
    let spec = NetworkSpec(
      input: ImageShape(height: size, width: size, channels: channels),
      layers: [
        .conv(ConvSpec(depth: depth, kernel: Extent(3), padding: .same, bias: false)), .flatten,
      ])
    let network = try Network(
      NetworkPlan(spec), maximumBatch: 1, seed: 3, optimizer: .sgd(SGDSpec()), labelSmoothing: 0,
      execution: ExecutionOptions(), keepsGradients: true)
    var stream = RandomStream(seed: 9, .initialization, 0)
    let image = (0..<size * size * channels).map { _ in Float(stream.uniform()) }
    let kernel = network.parameters[0].values
    let logits = network.logits(images: image, count: 1)
    let exact = DoubleConvolution(channels: channels, depth: depth, size: size)
    #expect(relativeError(logits, exact.forward(image, kernel)) < 1e-5)

    _ = network.findGradients(images: image, labels: [5])
    let dy = exact.softmaxGradient(logits, label: 5)
    #expect(relativeError(network.gradients[0].values, exact.kernelGradient(image, dy)) < 2e-5)
  }

  private func relativeError(_ actual: [Float], _ expected: [Double]) -> Double {
    var error = 0.0, size = 0.0
    for (a, e) in zip(actual, expected) {
      error += (Double(a) - e) * (Double(a) - e)
      size += e * e
    }
    return actual.count == expected.count ? (error / size).squareRoot() : .infinity
  }
}
