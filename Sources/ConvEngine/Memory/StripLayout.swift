import KernelTypes

/// How a matrix [rows, columns] lies in memory: cut into the strips of a product, one after the other, so
/// that what one reads is one stream. A matrix no wider than a strip lies as it is; the last of several
/// strips is filled up with zeros.
struct StripLayout {
  let rows: Int
  let columns: Int

  /// Columns of a strip.
  var width: Int { min(columns, ProductShape.strip) }
  /// How many strips there are.
  var strips: Int { columns == 0 ? 0 : (columns + width - 1) / width }
  /// Elements from one strip to the next.
  var stride: Int { rows * width }
  /// Elements of all strips.
  var count: Int { strips * stride }

  /// Copies a matrix whose rows lie one after the other into strips.
  func write(_ strips: UnsafeMutablePointer<Float>, from matrix: UnsafePointer<Float>) {
    forEachRun { strip, row, count in
      (strips + strip * stride + row * width)
        .update(from: matrix + row * columns + strip * width, count: count)
    }
  }

  /// Copies the strips into a matrix whose rows lie one after the other.
  func read(_ strips: UnsafePointer<Float>, into matrix: UnsafeMutablePointer<Float>) {
    forEachRun { strip, row, count in
      (matrix + row * columns + strip * width)
        .update(from: strips + strip * stride + row * width, count: count)
    }
  }

  private func forEachRun(_ body: (_ strip: Int, _ row: Int, _ count: Int) -> Void) {
    for strip in 0..<strips {
      for row in 0..<rows { body(strip, row, min(width, columns - strip * width)) }
    }
  }
}
