import KernelTypes

// F(4×4, 3×3): 36 multiplications for 16 outputs, a quarter of the direct convolution's. A tile's
// transform is a product with a small matrix from both sides. What lies between the two sides stays in
// registers: two of the six rows at a time, in the pairs that are a sum and a difference. One vector of
// channels of one tile is a function of its own: in a loop, the compiler keeps an address for each of
// the 36 planes on the stack and advances them all. From 80 to 34 ns a vector in the first cache, 62 in
// the second, where the stores are what takes the time (Emerald Rapids, 2026-11-25).

/// v = Bᵀ·x·B of each tile: 6×6 pixels of x, four apart, into 36 planes.
@Sendable
func tileInput(
  _ v: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>,
  _ row: TileRow
) {
  for tile in 0..<row.tiles {
    for c in stride(from: 0, to: row.channels, by: laneCount) {
      transformInput(
        v + tile * row.channels + c, x + tile * 4 * row.channels + c, row.plane, row.pitch,
        row.channels, min(laneCount, row.channels - c))
    }
  }
}

/// d = G′·dy·G′ᵀ of each tile: 4×4 pixels of dy into 36 planes.
@Sendable
func tileGradient(
  _ d: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>,
  _ row: TileRow
) {
  for tile in 0..<row.tiles {
    for c in stride(from: 0, to: row.channels, by: laneCount) {
      transformGradient(
        d + tile * row.channels + c, dy + tile * 4 * row.channels + c, row.plane, row.pitch,
        row.channels, min(laneCount, row.channels - c))
    }
  }
}

/// - Parameters:
///   - plane, pitch, next: from one plane, picture row and pixel to the next.
@inline(never)
private func transformInput(
  _ v: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ plane: Int, _ pitch: Int,
  _ next: Int, _ lanes: Int
) {
  var a = nearColumn(x, pitch), b = nearColumn(x + next, pitch)
  var c = nearColumn(x + 2 * next, pitch), d = nearColumn(x + 3 * next, pitch)
  var e = nearColumn(x + 4 * next, pitch), f = nearColumn(x + 5 * next, pitch)
  keep(inputTransform(a.0, b.0, c.0, d.0, e.0, f.0), v + 6 * plane, plane, lanes)
  keep(inputTransform(a.1, b.1, c.1, d.1, e.1, f.1), v + 12 * plane, plane, lanes)
  (a, b) = (farColumn(x, pitch), farColumn(x + next, pitch))
  (c, d) = (farColumn(x + 2 * next, pitch), farColumn(x + 3 * next, pitch))
  (e, f) = (farColumn(x + 4 * next, pitch), farColumn(x + 5 * next, pitch))
  keep(inputTransform(a.0, b.0, c.0, d.0, e.0, f.0), v + 18 * plane, plane, lanes)
  keep(inputTransform(a.1, b.1, c.1, d.1, e.1, f.1), v + 24 * plane, plane, lanes)
  (a, b) = (outerColumn(x, pitch), outerColumn(x + next, pitch))
  (c, d) = (outerColumn(x + 2 * next, pitch), outerColumn(x + 3 * next, pitch))
  (e, f) = (outerColumn(x + 4 * next, pitch), outerColumn(x + 5 * next, pitch))
  keep(inputTransform(a.0, b.0, c.0, d.0, e.0, f.0), v, plane, lanes)
  keep(inputTransform(a.1, b.1, c.1, d.1, e.1, f.1), v + 30 * plane, plane, lanes)
}

@inline(never)
private func transformGradient(
  _ d: UnsafeMutablePointer<Float>, _ y: UnsafePointer<Float>, _ plane: Int, _ pitch: Int,
  _ next: Int, _ lanes: Int
) {
  var a = nearGradient(y, pitch), b = nearGradient(y + next, pitch)
  var c = nearGradient(y + 2 * next, pitch), e = nearGradient(y + 3 * next, pitch)
  keep(gradientTransform(a.0, b.0, c.0, e.0), d + 6 * plane, plane, lanes)
  keep(gradientTransform(a.1, b.1, c.1, e.1), d + 12 * plane, plane, lanes)
  (a, b) = (farGradient(y, pitch), farGradient(y + next, pitch))
  (c, e) = (farGradient(y + 2 * next, pitch), farGradient(y + 3 * next, pitch))
  keep(gradientTransform(a.0, b.0, c.0, e.0), d + 18 * plane, plane, lanes)
  keep(gradientTransform(a.1, b.1, c.1, e.1), d + 24 * plane, plane, lanes)
  let top = (
    load(y) * 0.25, load(y + next) * 0.25, load(y + 2 * next) * 0.25, load(y + 3 * next) * 0.25
  )
  keep(gradientTransform(top.0, top.1, top.2, top.3), d, plane, lanes)
  let bottom = y + 3 * pitch
  keep(
    gradientTransform(
      load(bottom), load(bottom + next), load(bottom + 2 * next), load(bottom + 3 * next)),
    d + 30 * plane, plane, lanes)
}

/// Rows 1 and 2 of Bᵀ·x of one column.
@_transparent
private func nearColumn(
  _ p: UnsafePointer<Float>, _ pitch: Int
) -> (Lanes, Lanes) {
  nearPair(
    load(p + pitch), load(p + 2 * pitch),
    load(p + 3 * pitch), load(p + 4 * pitch))
}

/// Rows 3 and 4.
@_transparent
private func farColumn(
  _ p: UnsafePointer<Float>, _ pitch: Int
) -> (Lanes, Lanes) {
  farPair(
    load(p + pitch), load(p + 2 * pitch),
    load(p + 3 * pitch), load(p + 4 * pitch))
}

/// Rows 0 and 5.
@_transparent
private func outerColumn(
  _ p: UnsafePointer<Float>, _ pitch: Int
) -> (Lanes, Lanes) {
  outerPair(
    load(p), load(p + pitch), load(p + 2 * pitch),
    load(p + 3 * pitch), load(p + 4 * pitch),
    load(p + 5 * pitch))
}

/// Rows 1 and 2 of G′·dy of one column.
@_transparent
private func nearGradient(
  _ p: UnsafePointer<Float>, _ pitch: Int
) -> (Lanes, Lanes) {
  nearGradientPair(
    load(p), load(p + pitch), load(p + 2 * pitch),
    load(p + 3 * pitch))
}

/// Rows 3 and 4.
@_transparent
private func farGradient(
  _ p: UnsafePointer<Float>, _ pitch: Int
) -> (Lanes, Lanes) {
  farGradientPair(
    load(p), load(p + pitch), load(p + 2 * pitch),
    load(p + 3 * pitch))
}
