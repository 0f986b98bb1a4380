import Testing

@testable import ConvEngine

@Suite struct ProfileTests {
  /// A pooling layer before any weights, a convolution that pools and drops, one that cannot, a
  /// function of its own, a flatten that moves nothing.
  private static let layers: [LayerSpec] = [
    .averagePool(PoolSpec(size: Extent(2))),
    .conv(ConvSpec(depth: 16, kernel: Extent(3), padding: .same, activation: .relu)),
    .maxPool(PoolSpec(size: Extent(2))), .dropout(rate: 0.25),
    .conv(ConvSpec(depth: 5, kernel: Extent(3), padding: .same, activation: .gelu)),
    .maxPool(PoolSpec(size: Extent(2))), .flatten,
    .dense(DenseSpec(units: 19, activation: .tanh)), .dropout(rate: 0.5),
    .dense(DenseSpec(units: 4)),
  ]

  private static func network(batch: Int = 8, threads: Int = 2) throws -> Network {
    let network = try Network(
      NetworkPlan(
        NetworkSpec(input: ImageShape(height: 24, width: 24, channels: 3), layers: layers)),
      maximumBatch: batch, seed: 1, optimizer: .adam(AdamSpec()),
      execution: ExecutionOptions(threads: threads))
    network.isProfiling = true
    return network
  }

  private static let pixels = [UInt8](repeating: 100, count: 20 * 24 * 24 * 3)
  private static let labels = (0..<20).map { UInt8($0 % 4) }

  private static func train(_ network: Network, steps: Int = 1) {
    for _ in 0..<steps {
      _ = network.trainStep(
        pixels: pixels, labels: labels, indices: Array(0..<network.maximumBatch)[...])
    }
  }

  @Test func attributesEachOperationToItsLayer() throws {
    let network = try Self.network()
    Self.train(network)
    let parts = network.profile.parts
    #expect(
      parts.map(\.name) == [
        "input", "average_pool_1", "conv_1", "max_pool_1", "dropout_1", "conv_2", "max_pool_2",
        "flatten_1", "dense_1", "dropout_2", "dense_2", "loss", "kernels", "optimizer",
      ])
    let hosts = Dictionary(uniqueKeysWithValues: parts.map { ($0.name, $0.host) })
    #expect(hosts.compactMapValues { $0 } == ["max_pool_1": "conv_1", "dropout_1": "conv_1"])
    let idle: Set = ["max_pool_1", "dropout_1", "flatten_1"]
    let forward = parts.filter { ($0.forward ?? 0) > 0 }.map(\.name)
    #expect(forward == parts.map(\.name).filter { !idle.contains($0) && $0 != "optimizer" })
    let backward = parts.filter { ($0.backward ?? 0) > 0 }.map(\.name)
    #expect(
      backward == [
        "conv_1", "conv_2", "max_pool_2", "dense_1", "dropout_2", "dense_2", "optimizer",
      ])
    for part in parts where idle.contains(part.name) {
      #expect(part.forward == nil && part.backward == nil)
    }
    #expect(parts[0].backward == nil && parts[1].backward == nil)
  }

  @Test func partsOfOneThreadTakeNoLongerThanTheSteps() throws {
    let network = try Self.network(threads: 1)
    let time = ContinuousClock().measure { Self.train(network, steps: 5) }
    #expect(network.profile.images == 40)
    #expect(network.profile.seconds > 0)
    #expect(network.profile.seconds <= time.inSeconds)
  }

  @Test func countsTrainingStepsAloneUntilItForgetsThem() throws {
    let network = try Self.network()
    Self.train(network, steps: 3)
    let profile = network.profile
    #expect(profile.images == 24)
    _ = network.evaluate(pixels: Self.pixels, labels: Self.labels, indices: 0..<20)
    #expect(network.profile == profile)
    network.isProfiling = false
    Self.train(network)
    #expect(network.profile == profile)
    network.resetProfile()
    #expect(network.profile.images == 0)
    #expect(network.profile.seconds == 0)
  }

  @Test func countsTheThreadsThatShareOneImage() throws {
    let network = try Self.network(batch: 1, threads: 3)
    Self.train(network, steps: 2)
    #expect(network.profile.images == 2)
    let idle = network.profile.parts.filter { $0.forward == 0 || $0.backward == 0 }
    #expect(idle.isEmpty, "\(idle)")
  }

  @Test func measuresTheLayersOfANetwork() throws {
    let plan = try Self.network().plan
    let found = try EngineBenchmark.layers(
      plan,
      EngineBenchmark.Training(
        batch: 8, optimizer: .sgd(SGDSpec()), execution: ExecutionOptions(threads: 2)),
      runs: 2, seconds: 0.001)
    #expect(found.imagesPerSecond > 0)
    #expect(found.accounted > 0 && found.accounted <= 1)
    let forward = found.parts.map { $0.forward?.flops ?? 0 }
    #expect(forward.reduce(0, +) == plan.flops)
    for part in found.parts {
      let flops = part.layer?.flops ?? 0
      #expect((part.backward?.flops ?? 0) == (part.name == "conv_1" ? flops : 2 * flops))
    }
  }
}
