import ConvEngine
import Testing

/// A small network whose gradients are compared with differences of its loss.
struct GradientCase: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var input = ImageShape(height: 5, width: 6, channels: 2)
  var layers: [LayerSpec]
  var labelSmoothing = 0.0
  var batch = 2

  /// Every kernel with every stride and padding; the output's elements are the logits.
  static let convolutions: [GradientCase] =
    [Extent(1), Extent(2), Extent(3), Extent(5, 3), Extent(4, 2), Extent(2, 5)].flatMap { kernel in
      [Extent(1), Extent(2), Extent(2, 3), Extent(3, 1)].flatMap { stride in
        [Padding.valid, .same, .amount(Extent(1, 2)), .amount(Extent(4, 0))].map { padding in
          GradientCase(
            testDescription: "conv \(kernel) by \(stride), \(padding)",
            layers: [
              .conv(ConvSpec(depth: 3, kernel: kernel, stride: stride, padding: padding)), .flatten,
            ])
        }
      }
    }

  static let pools: [GradientCase] =
    [
      PoolSpec(size: Extent(2)), PoolSpec(size: Extent(2), padding: .same),
      PoolSpec(size: Extent(3), stride: Extent(2)),
      PoolSpec(size: Extent(3), stride: Extent(1), padding: .same),
      PoolSpec(size: Extent(3, 2), stride: Extent(2, 3), padding: .amount(Extent(1))),
      PoolSpec(size: Extent(1, 2), stride: Extent(3, 4)),
    ].flatMap { pool in
      [LayerSpec.maxPool(pool), .averagePool(pool)].map { layer in
        GradientCase(
          testDescription: "\(layer.kind) \(pool.size) by \(pool.stride), \(pool.padding)",
          layers: [
            .conv(ConvSpec(depth: 2, kernel: Extent(2), padding: .same)), layer,
            .conv(ConvSpec(depth: 2, kernel: Extent(2), padding: .same)), .flatten,
          ])
      }
    }

  /// Convolutions that pool what they compute, with sizes that leave odd rows over. (Those on tiles are
  /// compared with these: `WinogradTests`.)
  static let fused: [GradientCase] = [
    (2, ImageShape(height: 5, width: 6, channels: 2)),
    (3, ImageShape(height: 4, width: 4, channels: 1)),
    (18, ImageShape(height: 3, width: 5, channels: 1)),
  ].flatMap { depth, input in
    [Activation.relu, .leakyRelu, .linear, .tanh].map { activation in
      GradientCase(
        testDescription: "pooled \(activation) of \(input) to \(depth)", input: input,
        layers: [
          .conv(
            ConvSpec(
              depth: depth, kernel: Extent(3), padding: .same, bias: activation != .linear,
              activation: activation)),
          .maxPool(PoolSpec(size: Extent(2))), .dropout(rate: 0.3), .flatten,
          .dense(DenseSpec(units: 3)),
        ])
    }
  }

  /// In a convolution, in a dense layer and on its own.
  static let activations: [GradientCase] = Activation.allCases.map { activation in
    GradientCase(
      testDescription: activation.rawValue, input: ImageShape(height: 4, width: 5, channels: 2),
      layers: [
        .conv(ConvSpec(depth: 3, kernel: Extent(3), padding: .same, activation: activation)),
        .activation(activation),
        .conv(ConvSpec(depth: 2, kernel: Extent(2), activation: activation)), .flatten,
        .dense(DenseSpec(units: 5, activation: activation)), .activation(activation),
        .dense(DenseSpec(units: 3)),
      ])
  }

  static let networks: [GradientCase] = [
    GradientCase(
      testDescription: "conv without bias",
      layers: [.conv(ConvSpec(depth: 3, kernel: Extent(3), bias: false)), .flatten]),
    GradientCase(
      testDescription: "dense without bias",
      layers: [
        .flatten, .dense(DenseSpec(units: 7, bias: false, activation: .tanh)),
        .dense(DenseSpec(units: 3, bias: false)),
      ]),
    GradientCase(
      testDescription: "dense on a batch of 17",
      input: ImageShape(height: 2, width: 2, channels: 1),
      layers: [
        .flatten, .dense(DenseSpec(units: 17, activation: .silu)), .dense(DenseSpec(units: 2)),
      ],
      batch: 17),
    GradientCase(
      testDescription: "convolution on a batch of 19",
      input: ImageShape(height: 3, width: 3, channels: 1),
      layers: [.conv(ConvSpec(depth: 2, kernel: Extent(2), padding: .same)), .flatten], batch: 19),
    GradientCase(
      testDescription: "global average pool",
      layers: [
        .conv(ConvSpec(depth: 5, kernel: Extent(3), activation: .tanh)), .globalAveragePool,
        .dense(DenseSpec(units: 3)),
      ]),
    GradientCase(
      testDescription: "global average pool as logits",
      layers: [.conv(ConvSpec(depth: 3, kernel: Extent(3), padding: .same)), .globalAveragePool]),
    GradientCase(
      testDescription: "label smoothing",
      layers: [
        .conv(ConvSpec(depth: 2, kernel: Extent(3))), .flatten, .dense(DenseSpec(units: 4)),
      ],
      labelSmoothing: 0.3),
    GradientCase(
      testDescription: "flatten after a strided convolution whose gradient has a border",
      layers: [
        .conv(ConvSpec(depth: 2, kernel: Extent(5), stride: Extent(2), padding: .same)), .flatten,
        .dense(DenseSpec(units: 3)), .flatten,
      ]),
    GradientCase(
      testDescription: "pool and activation before the first convolution",
      layers: [
        .averagePool(PoolSpec(size: Extent(2), stride: Extent(1))), .activation(.gelu),
        .conv(ConvSpec(depth: 2, kernel: Extent(3), padding: .same)), .flatten,
      ]),
    GradientCase(
      testDescription: "dropout is off", input: ImageShape(height: 3, width: 3, channels: 2),
      layers: [
        .dropout(rate: 0.5), .conv(ConvSpec(depth: 2, kernel: Extent(2))), .dropout(rate: 0.9),
        .flatten, .dropout(rate: 0.3), .dense(DenseSpec(units: 3)),
      ]),
    GradientCase(
      testDescription: "more columns and rows than a register block",
      input: ImageShape(height: 2, width: 14, channels: 1),
      layers: [
        .conv(ConvSpec(depth: 37, kernel: Extent(2, 1), activation: .leakyRelu)),
        .globalAveragePool,
        .dense(DenseSpec(units: 5)),
      ]),
  ]
}
