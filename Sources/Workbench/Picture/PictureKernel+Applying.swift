package import ConvEngine
package import Datasets

extension PictureKernel {
  /// The picture each of whose channels is the convolution of one of `picture`'s.
  package func applied(
    to picture: NetpbmImage, stride: Extent, padding: Padding, execution: ExecutionOptions
  ) throws -> NetpbmImage {
    let shape = ImageShape(
      height: picture.height, width: picture.width, channels: picture.channels)
    let result: FloatImage
    do throws(NetworkError) {
      result = try convolve(
        FloatImage(shape: shape, values: picture.values.map { Float($0) }), kernel: weights,
        stride: stride, padding: padding, execution: execution)
    } catch {
      // The engine speaks of layers; here there is a picture and its options.
      guard case .layer(_, let found, let accepted) = error else { throw error }
      let option =
        if found.hasPrefix("stride") {
          "--stride"
        } else if case .amount = padding, !found.hasPrefix("kernel") {
          "--padding"
        } else {
          "--kernel"
        }
      throw PictureKernelError.doesNotFit(option: option, found: found, accepted: accepted)
    }
    let brightness = isDerivative ? BrightnessMap.magnitude : .clamp
    return NetpbmImage(
      height: result.shape.height, width: result.shape.width, channels: result.shape.channels,
      values: result.values.map { brightness($0) })
  }
}
