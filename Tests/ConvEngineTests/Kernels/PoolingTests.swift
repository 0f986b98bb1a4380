import KernelTypes
import Testing

@testable import ConvEngine

/// A window and the input it slides over.
struct PoolingCase: Sendable, CustomTestStringConvertible {
  var input: Extent
  var size: Extent
  var stride: Extent
  var padding: Padding

  var testDescription: String { "\(size) by \(stride) over \(input), \(padding)" }

  static let all = [
    PoolingCase(input: Extent(4), size: Extent(2), stride: Extent(2), padding: .valid),
    PoolingCase(input: Extent(5, 7), size: Extent(2), stride: Extent(2), padding: .valid),
    PoolingCase(input: Extent(5, 7), size: Extent(2), stride: Extent(2), padding: .same),
    PoolingCase(input: Extent(6, 5), size: Extent(3), stride: Extent(2), padding: .same),
    PoolingCase(input: Extent(6, 5), size: Extent(3), stride: Extent(1), padding: .same),
    PoolingCase(
      input: Extent(6, 7), size: Extent(3, 2), stride: Extent(2, 3), padding: .amount(Extent(1))),
    PoolingCase(input: Extent(7, 4), size: Extent(1), stride: Extent(3, 2), padding: .valid),
    PoolingCase(input: Extent(3, 1), size: Extent(3, 1), stride: Extent(1), padding: .valid),
    PoolingCase(input: Extent(2), size: Extent(5), stride: Extent(1), padding: .same),
    PoolingCase(input: Extent(1), size: Extent(1), stride: Extent(1), padding: .valid),
  ]

  /// Rows of input and output lie a few elements further apart than they are long.
  func shape(channels: Int) throws -> WindowShape {
    let vertical = try #require(
      WindowGeometry(
        input: input.height, size: size.height, stride: stride.height, padding: padding.vertical))
    let horizontal = try #require(
      WindowGeometry(
        input: input.width, size: size.width, stride: stride.width, padding: padding.horizontal))
    return WindowShape(
      inputHeight: input.height, inputWidth: input.width, channels: channels,
      outputHeight: vertical.output, outputWidth: horizontal.output,
      windowHeight: size.height, windowWidth: size.width,
      strideHeight: stride.height, strideWidth: stride.width,
      paddingTop: vertical.before, paddingLeft: horizontal.before,
      inputPitch: input.width * channels + 3, outputPitch: horizontal.output * channels + 5)
  }
}

@Suite struct PoolingTests {
  /// Few different values, so that windows hold ties, with NaN and infinities among them.
  @Test(arguments: InstructionSet.available, PoolingCase.all)
  func maximaAndTheirCellsAreThoseOfTheReference(
    _ level: InstructionSet, _ pooling: PoolingCase
  ) throws {
    for channels in level.oddSizes {
      let shape = try pooling.shape(channels: channels)
      var numbers = Numbers(seed: UInt64(channels))
      let special: [Float] = [0, -0.0, 1, 1, 2, -3, 0.5, -.infinity, -.infinity, .infinity, .nan]
      let x = (0..<shape.inputHeight * shape.inputPitch).map { _ in
        special[numbers.integer(below: special.count)]
      }
      let dy = numbers.floats(shape.outputHeight * shape.outputPitch)
      let none = [UInt32](
        repeating: .max, count: shape.outputHeight * shape.outputWidth * channels + 8)

      var cells = none, expectedCells = none
      let forward = level.difference(dy) { table, y in
        if table.lanes == 1 {
          table.maxPoolForward(y, &expectedCells, x, shape)
        } else {
          table.maxPoolForward(y, &cells, x, shape)
        }
      }
      #expect(forward == nil)
      #expect(cells == expectedCells)
      let backward = level.difference(x) { table, dx in
        table.maxPoolBackward(dx, dy, expectedCells, shape)
      }
      #expect(backward == nil)
    }
  }

  @Test(arguments: InstructionSet.available, PoolingCase.all)
  func meansAreThoseOfTheReference(_ level: InstructionSet, _ pooling: PoolingCase) throws {
    for channels in level.oddSizes {
      let shape = try pooling.shape(channels: channels)
      var numbers = Numbers(seed: UInt64(channels))
      let x = numbers.floats(shape.inputHeight * shape.inputPitch)
      let dy = numbers.floats(shape.outputHeight * shape.outputPitch)
      #expect(level.difference(dy) { $0.averagePoolForward($1, x, shape) } == nil)
      #expect(level.difference(x) { $0.averagePoolBackward($1, dy, shape) } == nil)
    }
  }

  @Test(arguments: InstructionSet.available)
  func theMaximumOfAWindowOfNegativeInfinitiesIsItsFirstCell(_ level: InstructionSet) throws {
    let shape = try PoolingCase.all[5].shape(channels: 5)
    let x = [Float](repeating: -.infinity, count: shape.inputHeight * shape.inputPitch)
    var y = [Float](repeating: 0, count: shape.outputHeight * shape.outputPitch)
    var cells = [UInt32](repeating: .max, count: shape.outputHeight * shape.outputWidth * 5)
    level.kernels.maxPoolForward(&y, &cells, x, shape)
    // The window's first row and column lie in the padding.
    #expect(y[0] == -.infinity)
    #expect(cells[0] == UInt32(shape.windowWidth + 1))
  }
}
