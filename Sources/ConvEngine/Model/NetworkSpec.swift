/// A network as its user describes it: what comes in and the layers in order. The last layer's
/// output are the logits; softmax belongs to the loss.
public struct NetworkSpec: Hashable, Sendable {
  public var input: ImageShape
  public var layers: [LayerSpec]

  public init(input: ImageShape, layers: [LayerSpec]) {
    self.input = input
    self.layers = layers
  }
}

/// The shape of one image or feature map, [height, width, channels], stored in that order (NHWC).
public struct ImageShape: Hashable, Sendable {
  public var height: Int
  public var width: Int
  public var channels: Int

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
