import KernelReference
import KernelTypes
import Testing

@testable import ConvEngine

/// The transforms of Winograd's tiles against their matrices in double precision.
@Suite struct TileTests {
  /// Channels, tiles in the row, and the rows and columns of the picture they write.
  private static let rows: [TileRow] = [1, 3, 15, 16, 17, 31, 64].flatMap { channels in
    [(1, 4, 4), (1, 1, 3), (3, 2, 12), (2, 3, 5), (5, 9, 17)].map { tiles, height, width in
      TileRow(
        tiles: tiles, channels: channels, pitch: (4 * tiles + 3) * channels,
        plane: tiles * channels + 16, height: height, width: width)
    }
  }

  @Test(arguments: InstructionSet.available)
  func transformsInputsGradientsAndSums(_ level: InstructionSet) {
    for row in Self.rows {
      let picture = numbers(6 * row.pitch + 64, seed: 1), planes = numbers(36 * row.plane, seed: 2)
      let bias = numbers(row.channels + 16, seed: 3)
      let empty = [Float](repeating: 7, count: 36 * row.plane + 16)
      let canvas = [Float](repeating: 7, count: 4 * row.pitch + 16)
      #expect(difference(level, empty) { $0.tileInput($1, picture, row) } == nil)
      #expect(difference(level, empty) { $0.tileGradient($1, picture, row) } == nil)
      for finish in [ProductFinish.none, .relu, .leakyRelu] {
        #expect(
          difference(level, canvas) { $0.tileOutput($1, planes, bias, .bias, finish, row) } == nil)
      }
      #expect(
        difference(level, canvas) { $0.tileOutput($1, planes, bias, .zero, .none, row) } == nil)
    }
  }

  /// Sums of whole numbers, of which transforms are exact: the cells must be the reference's too.
  @Test(arguments: InstructionSet.available)
  func poolsSums(_ level: InstructionSet) {
    for row in Self.rows {
      let planes = numbers(36 * row.plane, seed: 2).map { ($0 * 8).rounded() }
      let bias = numbers(row.channels + 16, seed: 3).map { ($0 * 8).rounded() }
      let canvas = [Float](repeating: 7, count: 2 * row.pitch + 16)
      let bytes = PairShape.cellBytes(channels: row.channels) * 2 * max(1, row.width / 2)
      for finish in [ProductFinish.none, .relu, .leakyRelu] {
        for (start, rate) in [(ProductStart.bias, 0.0), (.zero, 0.25)] {
          let epilogue = PoolEpilogue(
            finish: finish, dropout: DropoutStream(key: 9, rate: rate), first: 100)
          var cells = [UInt8](repeating: 0, count: bytes), expected = cells
          let found = level.difference(canvas) { table, y in
            if table.lanes == 1 {
              table.tilePooledOutput(y, &expected, planes, bias, start, epilogue, row)
            } else {
              table.tilePooledOutput(y, &cells, planes, bias, start, epilogue, row)
            }
          }
          #expect(found == nil)
          #expect(winners(cells, row.channels) == winners(expected, row.channels))
          let evaluating = level.difference(canvas) {
            $0.tilePooledOutput($1, nil, planes, bias, start, epilogue, row)
          }
          #expect(evaluating == nil)
        }
      }
    }
  }

  /// Threads that share an image store a range of its channels each.
  @Test(arguments: InstructionSet.available)
  func storesOnlyItsPartOfTheChannels(_ level: InstructionSet) {
    for part in [0..<16, 16..<31, 16..<32] {
      var row = TileRow(
        tiles: 2, channels: part.upperBound, pitch: 9 * part.upperBound,
        plane: 2 * part.upperBound + 16, height: 4, width: 7)
      row.part = part
      let planes = numbers(36 * row.plane, seed: 2), bias = numbers(48, seed: 3)
      let canvas = [Float](repeating: 7, count: 4 * row.pitch + 16)
      let stored = difference(level, canvas) {
        $0.tileOutput($1, planes, bias, .bias, .relu, row)
      }
      #expect(stored == nil)
      let epilogue = PoolEpilogue(
        finish: .relu, dropout: DropoutStream(key: 9, rate: 0.5), first: 3)
      let pooled = difference(level, canvas) {
        $0.tilePooledOutput($1, nil, planes, bias, .bias, epilogue, row)
      }
      #expect(pooled == nil)
    }
  }

  @Test(arguments: InstructionSet.available, [1, 2, 15, 16, 17, 64, 257])
  func transformsKernelsAndTheirGradients(_ level: InstructionSet, _ count: Int) {
    let kernels = numbers(9 * count + 16, seed: 4), planes = numbers(36 * count + 16, seed: 5)
    let transformed = [Float](repeating: 7, count: 36 * count + 16)
    let gradients = [Float](repeating: 7, count: 9 * count + 16)
    #expect(difference(level, transformed) { $0.tileKernels($1, kernels, count) } == nil)
    #expect(difference(level, gradients) { $0.tileKernelGradients($1, planes, count) } == nil)
  }

  /// What the matrices are for: a convolution's result, in double precision.
  @Test func theMatricesMakeAConvolution() {
    let x = square(6, seed: 6), g = square(3, seed: 7), dy = square(4, seed: 8)
    let v = TileMatrices.transform(TileMatrices.input, x)
    let y = TileMatrices.transform(
      TileMatrices.output, product(v, TileMatrices.transform(TileMatrices.kernel, g)))
    let dg = TileMatrices.transform(
      TileMatrices.kernelGradient, product(v, TileMatrices.transform(TileMatrices.gradient, dy)))
    #expect(largestDifference(y, correlation(x, g)) < 1e-12)
    #expect(largestDifference(dg, correlation(x, dy)) < 1e-12)
  }

  private func difference(
    _ level: InstructionSet, _ buffer: [Float],
    _ run: (KernelTable, UnsafeMutablePointer<Float>) -> Void
  ) -> String? {
    var actual = buffer, expected = buffer
    run(level.kernels, &actual)
    run(referenceTable, &expected)
    return worstDifference(actual, expected, absolute: 1e-5, relative: 1e-5)
  }

  /// The cell of each channel of each pixel; the bits of channels there are not may be anything.
  private func winners(_ cells: [UInt8], _ channels: Int) -> [UInt8] {
    let bytes = PairShape.cellBytes(channels: channels)
    var winners: [UInt8] = []
    for pixel in stride(from: 0, to: cells.count, by: bytes) {
      for channel in 0..<channels {
        winners.append((cells[pixel + channel / 4] >> (channel % 4 * 2)) & 3)
      }
    }
    return winners
  }

  private func numbers(_ count: Int, seed: UInt64) -> [Float] {
    var stream = RandomStream(seed: seed, .initialization, 0)
    return (0..<count).map { _ in Float(2 * stream.uniform() - 1) }
  }

  private func square(_ size: Int, seed: UInt64) -> [[Double]] {
    let values = numbers(size * size, seed: seed)
    return (0..<size).map { i in (0..<size).map { Double(values[i * size + $0]) } }
  }

  private func product(_ a: [[Double]], _ b: [[Double]]) -> [[Double]] {
    zip(a, b).map { zip($0, $1).map(*) }
  }

  private func correlation(_ x: [[Double]], _ g: [[Double]]) -> [[Double]] {
    let size = x.count - g.count + 1
    return (0..<size).map { i in
      (0..<size).map { j in
        g.indices.reduce(0) { sum, k in
          sum + g.indices.reduce(0) { $0 + x[i + k][j + $1] * g[k][$1] }
        }
      }
    }
  }

  private func largestDifference(_ a: [[Double]], _ b: [[Double]]) -> Double {
    zip(a.joined(), b.joined()).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }
}
