import KernelReference
import KernelTypes
import Testing

@testable import ConvEngine

/// Pooling over squares of 2×2 with the function and dropout behind it, against plain loops.
@Suite struct PairPoolingTests {
  private static let sizes = [(1, 1), (2, 3), (3, 1), (4, 5)]
  private static let streams = [
    DropoutStream(key: 1, rate: 0), DropoutStream(key: 0x0123_4567_89AB_CDEF, rate: 0.25),
  ]
  private static let finishes: [ProductFinish] = [.none, .relu, .leakyRelu]

  /// Few different values, so that squares hold ties, with NaN and infinities among them.
  private static func picture(_ count: Int, seed: UInt64) -> [Float] {
    var numbers = Numbers(seed: seed)
    let special: [Float] = [0, -0.0, 1, 1, 2, -3, 0.5, -.infinity, .infinity, .nan]
    return (0..<count).map { _ in special[numbers.integer(below: special.count)] }
  }

  private static func shape(_ size: (Int, Int), channels: Int) -> PairShape {
    PairShape(
      height: size.0, width: size.1, channels: channels, pitch: (2 * size.1 + 1) * channels + 3,
      pooledPitch: size.1 * channels + 5, gradientPitch: size.1 * channels + 2)
  }

  @Test(arguments: InstructionSet.available, sizes)
  func theLargestAndItsCellAreThoseOfTheReference(
    _ level: InstructionSet, _ size: (Int, Int)
  ) {
    for channels in level.oddSizes {
      let shape = Self.shape(size, channels: channels)
      let x = Self.picture((2 * size.0 + 1) * shape.pitch + 16, seed: UInt64(channels))
      let y = [Float](repeating: 7, count: size.0 * shape.pooledPitch + 16)
      let bytes = PairShape.cellBytes(channels: channels) * size.0 * size.1
      for finish in Self.finishes {
        for stream in Self.streams {
          let epilogue = PoolEpilogue(finish: finish, dropout: stream, first: .max - 40)
          var cells = [UInt8](repeating: 0, count: bytes + 4), expected = cells
          let found = level.difference(y) { table, y in
            if table.lanes == 1 {
              table.poolPairs(y, &expected, x, epilogue, shape)
            } else {
              table.poolPairs(y, &cells, x, epilogue, shape)
            }
          }
          #expect(found == nil)
          #expect(cells == expected)
          #expect(level.difference(y) { $0.poolPairs($1, nil, x, epilogue, shape) } == nil)
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available, sizes)
  func theGradientGoesToTheCellAndIsSummed(_ level: InstructionSet, _ size: (Int, Int)) {
    for channels in level.oddSizes {
      let shape = Self.shape(size, channels: channels)
      var numbers = Numbers(seed: UInt64(channels))
      let dy = numbers.floats(size.0 * shape.gradientPitch + 16)
      let y = Self.picture(size.0 * shape.pooledPitch + 16, seed: 5)
      let cells = numbers.bytes(PairShape.cellBytes(channels: channels) * size.0 * size.1)
      // The picture and, behind it, the sums.
      let count = (2 * size.0 + 1) * shape.pitch
      let buffer = numbers.floats(count + channels + 16)
      for finish in Self.finishes {
        for stream in Self.streams {
          let epilogue = PoolEpilogue(finish: finish, dropout: stream, first: 0)
          for hasSums in [true, false] {
            let found = level.difference(buffer) { table, dx in
              table.poolPairsBackward(
                dx, hasSums ? dx + count : nil, dy, y, cells, epilogue, shape)
            }
            #expect(found == nil)
          }
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available, sizes)
  func aFunctionIsUndoneInPlaceAndSummed(_ level: InstructionSet, _ size: (Int, Int)) {
    for channels in level.oddSizes {
      let shape = PictureShape(
        height: size.0, width: size.1, channels: channels, pitch: size.1 * channels + 3,
        knownPitch: size.1 * channels + 7)
      let y = Self.picture(size.0 * shape.knownPitch + 16, seed: 6)
      var numbers = Numbers(seed: UInt64(channels))
      let count = size.0 * shape.pitch
      let buffer = numbers.floats(count + channels + 16)
      for finish in Self.finishes {
        for hasSums in [true, false] {
          let found = level.difference(buffer) { table, d in
            table.finishBackward(d, hasSums ? d + count : nil, y, finish, shape)
          }
          #expect(found == nil)
        }
      }
    }
  }
}
