/// A picture as numbers, [height, width, channels].
public struct FloatImage: Hashable, Sendable {
  /// Height, width and channels.
  public var shape: ImageShape
  /// As many as `shape` has elements.
  public var values: [Float]

  /// - Parameter values: row by row, channels together.
  public init(shape: ImageShape, values: [Float]) {
    precondition(values.count == shape.count, "\(values.count) values for a picture of \(shape)")
    self.shape = shape
    self.values = values
  }
}

/// The convolution operator itself, as layers compute it (a cross-correlation: the kernel is not
/// turned around), over each channel of a picture with one kernel, through the engine's own kernels.
/// - Parameter kernel: rows of equal length.
/// - Throws: `NetworkError` if the kernel does not fit the picture.
public func convolve(
  _ image: FloatImage, kernel: [[Float]], stride: Extent = Extent(1), padding: Padding = .same,
  execution: ExecutionOptions = ExecutionOptions()
) throws(NetworkError) -> FloatImage {
  let width = kernel.first?.count ?? 0
  precondition(
    width > 0 && kernel.allSatisfy { $0.count == width }, "a kernel of rows of unequal length")
  let shape = image.shape, channels = shape.channels
  // Channels are convolved alike, so they are a batch of pictures of one channel.
  let spec = NetworkSpec(
    input: ImageShape(height: shape.height, width: shape.width, channels: 1),
    layers: [
      .conv(
        ConvSpec(
          depth: 1, kernel: Extent(kernel.count, width), stride: stride, padding: padding,
          bias: false)), .flatten,
    ])
  let plan = try NetworkPlan(spec, instructionSet: execution.instructionSet)
  guard case .image(let result) = plan.layers[0].output else {
    preconditionFailure("a convolution's output is an image")
  }
  let network = try Network(plan, maximumBatch: channels, seed: 0, execution: execution)
  try network.setParameters([
    NamedTensor(
      name: "conv_1.kernel", shape: [kernel.count, width, 1, 1], values: kernel.flatMap { $0 })
  ])
  let planes = network.logits(
    images: (0..<channels).flatMap { channel in
      Swift.stride(from: channel, to: shape.count, by: channels).map { image.values[$0] }
    }, count: channels)
  return FloatImage(
    shape: ImageShape(height: result.height, width: result.width, channels: channels),
    values: (0..<result.height * result.width).flatMap { pixel in
      (0..<channels).map { planes[$0 * result.height * result.width + pixel] }
    })
}
