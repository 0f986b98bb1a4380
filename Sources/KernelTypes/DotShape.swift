/// Sums of products whose terms lie together in both operands, for results of few columns: a vector then
/// holds terms of one sum, where `ProductShape` lets it hold columns.
///
/// For each plane p, row i < `rows` and column j < `columns`:
///
///     C[p·cPlane + i·columns + j] = Σ s < segments, k < count of
///         A[p·aPlane + i·aRow + s·aSegment + k] · B[(j·segments + s)·count + k]
///
/// The terms of a sum go by turns to 16 partial sums, each added in order of s and k from zero; then the
/// upper half of the partial sums is added to the lower one, until one is left. The bits of C depend on
/// this alone. All strides count elements.
package struct DotShape: Sendable {
  /// Products of one shape, one after the other.
  package var planes: Int
  /// Rows of C.
  package var rows: Int
  /// Columns of C, which lie together, 1 to `mostColumns`; its rows follow one another.
  package var columns: Int
  /// Outer and inner length of each sum; the latter a multiple of `partialSums`.
  package var segments: Int
  package var count: Int
  /// From one plane, row and s to the next in A.
  package var aPlane: Int
  package var aRow: Int
  package var aSegment: Int
  /// From one plane to the next in C.
  package var cPlane: Int

  package init(
    planes: Int, rows: Int, columns: Int, segments: Int, count: Int, aPlane: Int, aRow: Int,
    aSegment: Int, cPlane: Int
  ) {
    self.planes = planes
    self.rows = rows
    self.columns = columns
    self.segments = segments
    self.count = count
    self.aPlane = aPlane
    self.aRow = aRow
    self.aSegment = aSegment
    self.cPlane = cPlane
  }

  package static let mostColumns = 4
  package static let partialSums = 16
}
