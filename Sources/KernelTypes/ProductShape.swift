/// The sums of products that convolution and dense layers are made of, forward and backward.
///
/// For each plane p, row i < `rows` and column j < `columns`:
///
///     C[p·cPlane + i·cRow + j] = start + Σ s < segments, k < count of
///         A[p·aPlane + s·aSegment + k·aStep + i·aRow] · B[p·bPlane + s·bSegment + k·bStep + j]
///
/// added in exactly that order (s, then k), one product at a time, so that the bits of C depend
/// neither on how rows and columns are blocked nor on the vector width. All strides count elements.
/// C, B and the bias must be readable up to `readAhead` elements beyond their last one.
package struct ProductShape: Sendable {
  /// Products of one shape, one after the other.
  package var planes = 1
  /// Rows of C.
  package var rows: Int
  /// Columns of C, which lie together.
  package var columns: Int
  /// Outer and inner length of each sum.
  package var segments = 1
  package var count: Int
  /// From one plane, row, k and s to the next in A.
  package var aPlane = 0
  package var aRow: Int
  package var aStep: Int
  package var aSegment = 0
  /// From one plane, k and s to the next in B.
  package var bPlane = 0
  package var bStep: Int
  package var bSegment = 0
  /// From one plane and row to the next in C.
  package var cPlane = 0
  package var cRow: Int

  package init(
    planes: Int = 1, rows: Int, columns: Int, segments: Int = 1, count: Int,
    aPlane: Int = 0, aRow: Int, aStep: Int, aSegment: Int = 0, bPlane: Int = 0,
    bStep: Int, bSegment: Int = 0, cPlane: Int = 0, cRow: Int
  ) {
    self.planes = planes
    self.rows = rows
    self.columns = columns
    self.segments = segments
    self.count = count
    self.aPlane = aPlane
    self.aRow = aRow
    self.aStep = aStep
    self.aSegment = aSegment
    self.bPlane = bPlane
    self.bStep = bStep
    self.bSegment = bSegment
    self.cPlane = cPlane
    self.cRow = cRow
  }

  /// Elements a vector load may reach beyond the last one it uses: the widest vector, less one.
  package static let readAhead = 15
}

/// What a product starts from.
package enum ProductStart: Sendable {
  case zero
  /// The value already in C.
  case current
  /// One value per column.
  case bias
}

/// What happens to a finished sum before it is stored.
package enum ProductFinish: Sendable {
  case none
  case relu
  case leakyRelu
}
