/// A network as its user describes it: what comes in and the layers in order. The last layer's
/// output are the logits; softmax belongs to the loss.
public struct NetworkSpec: Hashable, Sendable {
  /// The shape of each image.
  public var input: ImageShape
  /// From the image to the logits.
  public var layers: [LayerSpec]

  /// A network over images of one shape.
  public init(input: ImageShape, layers: [LayerSpec]) {
    self.input = input
    self.layers = layers
  }
}

/// The shape of one image or feature map, [height, width, channels], stored in that order (NHWC).
public struct ImageShape: Hashable, Sendable {
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int
  /// Numbers at each position.
  public var channels: Int

  /// [height, width, channels]
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The number of elements.
  public var count: Int { height * width * channels }
}

extension ImageShape: CustomStringConvertible {
  /// `32×32×3`
  public var description: String { "\(height)×\(width)×\(channels)" }
}
