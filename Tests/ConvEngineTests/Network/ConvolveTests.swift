import Testing

@testable import ConvEngine

@Suite struct ConvolveTests {
  /// A cross-correlation: the kernel is not turned around, and what lies outside counts as zero.
  @Test(arguments: InstructionSet.available)
  func slidesOneKernelOverEachChannel(_ level: InstructionSet) throws {
    let image = FloatImage(
      shape: ImageShape(height: 2, width: 3, channels: 2),
      values: [1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60])
    let found = try convolve(
      image, kernel: [[1, 0, -1]], padding: .same,
      execution: ExecutionOptions(threads: 1, instructionSet: level))
    #expect(found.shape == image.shape)
    #expect(found.values == [-2, -20, -2, -20, 2, 20, -5, -50, -2, -20, 5, 50])
  }

  @Test func movesByItsStride() throws {
    let image = FloatImage(
      shape: ImageShape(height: 3, width: 4, channels: 1), values: (1...12).map(Float.init))
    let found = try convolve(
      image, kernel: [[1, 2], [0, 0]], stride: Extent(1, 2), padding: .valid)
    #expect(found.shape == ImageShape(height: 2, width: 2, channels: 1))
    #expect(found.values == [5, 11, 17, 23])
  }

  @Test func refusesAKernelLargerThanThePicture() {
    let image = FloatImage(shape: ImageShape(height: 1, width: 2, channels: 1), values: [1, 2])
    let error = #expect(throws: NetworkError.self) {
      try convolve(image, kernel: [[1], [1]], padding: .valid)
    }
    #expect(
      error?.description
        == "model.layers[0]: kernel 2×1 exceeds its 1×2 input; use at most 1×2 or padding \"same\"")
  }
}
