import KernelTypes

/// The matrices of F(4×4, 3×3) and of its gradient F(3×3, 4×4) for the points 0, ±1, ±2 and ∞.
package enum TileMatrices {
  /// Bᵀ: six inputs to six.
  package static let input: [[Double]] = [
    [4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0], [0, -2, -1, 2, 1, 0],
    [0, 2, -1, -2, 1, 0], [0, 4, 0, -5, 0, 1],
  ]
  /// Aᵀ: six sums to four outputs.
  package static let output: [[Double]] = [
    [1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1],
  ]
  /// G: three weights to six.
  package static let kernel: [[Double]] = [
    [1 / 4.0, 0, 0], [-1 / 6.0, -1 / 6.0, -1 / 6.0], [-1 / 6.0, 1 / 6.0, -1 / 6.0],
    [1 / 24.0, 1 / 12.0, 1 / 6.0], [1 / 24.0, -1 / 12.0, 1 / 6.0], [0, 0, 1],
  ]
  /// G′: four gradients of outputs to six.
  package static let gradient: [[Double]] = [
    [1 / 4.0, 0, 0, 0], [-1 / 6.0, -1 / 6.0, -1 / 6.0, -1 / 6.0],
    [-1 / 6.0, 1 / 6.0, -1 / 6.0, 1 / 6.0], [1 / 24.0, 1 / 12.0, 1 / 6.0, 1 / 3.0],
    [1 / 24.0, -1 / 12.0, 1 / 6.0, -1 / 3.0], [0, 0, 0, 1],
  ]
  /// A′ᵀ: six sums to three gradients of weights.
  package static let kernelGradient: [[Double]] = [
    [1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 1],
  ]

  /// matrix · square · matrixᵀ, in double precision.
  package static func transform(_ matrix: [[Double]], _ square: [[Double]]) -> [[Double]] {
    matrix.map { row in
      matrix.map { column in
        var sum = 0.0
        for i in row.indices {
          for j in column.indices { sum += row[i] * square[i][j] * column[j] }
        }
        return sum
      }
    }
  }
}

extension Reference {
  @Sendable
  func tileInput(
    _ v: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ row: TileRow
  ) {
    transformTiles(v, x, row, TileMatrices.input, size: 6)
  }

  @Sendable
  func tileGradient(
    _ d: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>, _ row: TileRow
  ) {
    transformTiles(d, dy, row, TileMatrices.gradient, size: 4)
  }

  @Sendable
  func tileOutput(
    _ y: UnsafeMutablePointer<Float>, _ m: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
    _ start: ProductStart, _ finish: ProductFinish, _ row: TileRow
  ) {
    for tile in 0..<row.tiles {
      for c in row.part {
        let sums = square(m + tile * row.channels + c, size: 6, row: 6 * row.plane, row.plane)
        let result = TileMatrices.transform(TileMatrices.output, sums)
        for i in 0..<min(4, row.height) {
          for j in 0..<min(4, row.width - 4 * tile) {
            let sum = Float(result[i][j]) + (start == .bias ? bias[c] : 0)
            y[i * row.pitch + (4 * tile + j) * row.channels + c] = finished(sum, finish)
          }
        }
      }
    }
  }

  @Sendable
  func tilePooledOutput(
    _ y: UnsafeMutablePointer<Float>, _ cells: UnsafeMutablePointer<UInt8>?,
    _ m: UnsafePointer<Float>, _ bias: UnsafePointer<Float>, _ start: ProductStart,
    _ epilogue: PoolEpilogue, _ row: TileRow
  ) {
    for tile in 0..<row.tiles {
      for c in row.part {
        let sums = square(m + tile * row.channels + c, size: 6, row: 6 * row.plane, row.plane)
        let result = TileMatrices.transform(TileMatrices.output, sums)
        for i in 0..<min(4, row.height) / 2 {
          for j in 0..<min(4, row.width - 4 * tile) / 2 {
            let four = [(0, 0), (0, 1), (1, 0), (1, 1)].map {
              Float(result[2 * i + $0][2 * j + $1]) + (start == .bias ? bias[c] : 0)
            }
            storeLargest(
              four, y + i * row.pitch + (2 * tile + j) * row.channels + c, cells, epilogue,
              pixel: i * (row.width / 2) + 2 * tile + j, channel: c, channels: row.channels)
          }
        }
      }
    }
  }

  @Sendable
  func tileKernels(_ u: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>, _ count: Int) {
    for c in 0..<count {
      let weights = square(g + c, size: 3, row: 3 * count, count)
      scatter(TileMatrices.transform(TileMatrices.kernel, weights), u + c, count)
    }
  }

  @Sendable
  func tileKernelGradients(
    _ dg: UnsafeMutablePointer<Float>, _ du: UnsafePointer<Float>, _ count: Int
  ) {
    for c in 0..<count {
      let sums = square(du + c, size: 6, row: 6 * count, count)
      scatter(TileMatrices.transform(TileMatrices.kernelGradient, sums), dg + c, count)
    }
  }

  private func transformTiles(
    _ to: UnsafeMutablePointer<Float>, _ from: UnsafePointer<Float>, _ row: TileRow,
    _ matrix: [[Double]], size: Int
  ) {
    for tile in 0..<row.tiles {
      for c in 0..<row.channels {
        let pixels = square(
          from + 4 * tile * row.channels + c, size: size, row: row.pitch, row.channels)
        scatter(
          TileMatrices.transform(matrix, pixels), to + tile * row.channels + c, row.plane)
      }
    }
  }

  private func square(
    _ p: UnsafePointer<Float>, size: Int, row: Int, _ column: Int
  ) -> [[Double]] {
    (0..<size).map { i in (0..<size).map { j in Double(p[i * row + j * column]) } }
  }

  private func scatter(_ square: [[Double]], _ p: UnsafeMutablePointer<Float>, _ plane: Int) {
    for (n, value) in square.joined().enumerated() { p[n * plane] = Float(value) }
  }
}
