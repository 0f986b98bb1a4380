/// A pooling window sliding over one image, NHWC without the N. Window cells outside the input do
/// not count. All strides count elements.
package struct WindowShape: Sendable {
  package var inputHeight: Int
  package var inputWidth: Int
  package var channels: Int
  package var outputHeight: Int
  package var outputWidth: Int
  package var windowHeight: Int
  package var windowWidth: Int
  package var strideHeight: Int
  package var strideWidth: Int
  package var paddingTop: Int
  package var paddingLeft: Int
  /// From one row of the input to the next.
  package var inputPitch: Int
  /// From one row of the output to the next.
  package var outputPitch: Int

  package init(
    inputHeight: Int, inputWidth: Int, channels: Int, outputHeight: Int, outputWidth: Int,
    windowHeight: Int, windowWidth: Int, strideHeight: Int, strideWidth: Int,
    paddingTop: Int, paddingLeft: Int, inputPitch: Int, outputPitch: Int
  ) {
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.channels = channels
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
    self.windowHeight = windowHeight
    self.windowWidth = windowWidth
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.paddingTop = paddingTop
    self.paddingLeft = paddingLeft
    self.inputPitch = inputPitch
    self.outputPitch = outputPitch
  }
}
