/// The sums of products that convolution and dense layers are made of, forward and backward.
///
/// For each plane p, row i < `rows` and column j < `columns`:
///
///     C[p·cPlane + i·cRow + j] = start + Σ g < groups, s < segments, k < count of
///         A[p·aPlane + g·aGroup + s·aSegment + k·aStep + i·aRow]
///         · B[p·bPlane + g·bGroup + s·bSegment + k·bStep + j ÷ strip·bStrip + j mod strip]
///
/// added in exactly that order (g, then s, then k), one product at a time, so that the bits of C depend
/// neither on how rows and columns are blocked nor on the vector width. All strides count elements.
/// C, B and the bias must be readable up to `readAhead` elements beyond their last one.
package struct ProductShape: Sendable {
  /// Products of one shape, one after the other.
  package var planes = 1
  /// Rows of C.
  package var rows: Int
  /// Columns of C, which lie together.
  package var columns: Int
  /// Outermost, outer and inner length of each sum.
  package var groups = 1
  package var segments = 1
  package var count: Int
  /// From one plane, row, k and s to the next in A.
  package var aPlane = 0
  package var aRow: Int
  package var aStep: Int
  package var aSegment = 0
  package var aGroup = 0
  /// From one plane, k and s to the next in B.
  package var bPlane = 0
  package var bStep: Int
  package var bSegment = 0
  package var bGroup = 0
  /// From one strip of columns of B to the next: `strip` where its rows are whole.
  package var bStrip = ProductShape.strip
  /// From one plane and row to the next in C.
  package var cPlane = 0
  package var cRow: Int
  /// Whether A comes from memory: each segment's rows, of whole cache lines, are then fetched while the one
  /// before it is summed.
  package var fetchesAhead = false

  package init(
    planes: Int = 1, rows: Int, columns: Int, groups: Int = 1, segments: Int = 1, count: Int,
    aPlane: Int = 0, aRow: Int, aStep: Int, aSegment: Int = 0, aGroup: Int = 0, bPlane: Int = 0,
    bStep: Int, bSegment: Int = 0, bGroup: Int = 0, bStrip: Int = ProductShape.strip,
    cPlane: Int = 0, cRow: Int
  ) {
    self.planes = planes
    self.rows = rows
    self.columns = columns
    self.groups = groups
    self.segments = segments
    self.count = count
    self.aPlane = aPlane
    self.aRow = aRow
    self.aStep = aStep
    self.aSegment = aSegment
    self.aGroup = aGroup
    self.bPlane = bPlane
    self.bStep = bStep
    self.bSegment = bSegment
    self.bGroup = bGroup
    self.bStrip = bStrip
    self.cPlane = cPlane
    self.cRow = cRow
  }

  /// Columns of B that may lie apart from the next ones: the widest block's.
  package static let strip = 32

  /// Columns that strips of these take up.
  package static func stripped(_ columns: Int) -> Int {
    columns <= strip ? columns : (columns + strip - 1) / strip * strip
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
