import Testing

@testable import ConvEngine

@Suite struct SettingParametersTests {
  private static func network(seed: UInt64) throws -> Network {
    try Network(
      NetworkPlan(
        NetworkSpec(
          input: ImageShape(height: 2, width: 2, channels: 1),
          layers: [
            .conv(ConvSpec(depth: 2, kernel: Extent(2))), .flatten, .dense(DenseSpec(units: 3)),
          ])), maximumBatch: 2, seed: seed)
  }

  @Test func parametersMoveFromOneNetworkToAnother() throws {
    let first = try Self.network(seed: 1), second = try Self.network(seed: 2)
    #expect(first.parameters != second.parameters)
    try second.setParameters(first.parameters.reversed())
    #expect(first.parameters == second.parameters)
  }

  struct Refusal: Sendable, CustomTestStringConvertible {
    let message: String
    let change: @Sendable (inout [NamedTensor]) -> Void

    var testDescription: String { message }
  }

  static let refusals = [
    Refusal(message: "weights conv_1.bias: missing; a tensor of shape [2]") { $0.remove(at: 1) },
    Refusal(message: "weights conv_1.kernel: missing; a tensor of shape [2, 2, 1, 2]") { $0 = [] },
    Refusal(
      message: "weights dense_2.kernel: not a parameter of this model; "
        + "conv_1.kernel, conv_1.bias, dense_1.kernel, dense_1.bias"
    ) { $0.append(NamedTensor(name: "dense_2.kernel", shape: [1], values: [1])) },
    Refusal(message: "weights dense_1.bias: given twice; give each once") { $0.append($0[3]) },
    Refusal(message: "weights dense_1.kernel: shape [3, 2]; shape [2, 3]") {
      $0[2] = NamedTensor(name: "dense_1.kernel", shape: [3, 2], values: $0[2].values)
    },
    Refusal(message: "weights conv_1.kernel: shape [8]; shape [2, 2, 1, 2]") {
      $0[0] = NamedTensor(name: "conv_1.kernel", shape: [8], values: $0[0].values)
    },
  ]

  /// The line names the first difference, and nothing is replaced.
  @Test(arguments: refusals)
  func refusesParametersOfAnotherModel(_ refusal: Refusal) throws {
    let network = try Self.network(seed: 1)
    let before = network.parameters
    var given = try Self.network(seed: 2).parameters
    refusal.change(&given)
    let error = #expect(throws: NetworkError.self) { try network.setParameters(given) }
    #expect(error?.description == refusal.message)
    #expect(network.parameters == before)
  }
}
