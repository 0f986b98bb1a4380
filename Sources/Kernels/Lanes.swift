import CVector

// The vector a level works with, and the three operations in which levels differ.

#if LEVEL_AVX512
  typealias Lanes = SIMD16<Float>
  typealias IntLanes = SIMD16<UInt32>
#elseif LEVEL_AVX2
  typealias Lanes = SIMD8<Float>
  typealias IntLanes = SIMD8<UInt32>
#else
  typealias Lanes = SIMD4<Float>
  typealias IntLanes = SIMD4<UInt32>
#endif

/// Floats in one vector.
@inline(__always) var laneCount: Int { Lanes.scalarCount }

/// sum + a·b, rounded once where the level has fused multiply-add. Without it, `addingProduct`
/// would call the C library's fmaf for each lane, two hundred times slower.
@inline(__always)
func multiplyAdd(_ sum: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes {
  #if LEVEL_PORTABLE && arch(x86_64)
    sum + a * b
  #else
    sum.addingProduct(a, b)
  #endif
}

@inline(__always)
func load(_ p: UnsafePointer<Float>) -> Lanes {
  UnsafeRawPointer(p).loadUnaligned(as: Lanes.self)
}

@inline(__always)
func store(_ v: Lanes, _ p: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(p).storeBytes(of: v, as: Lanes.self)
}

/// √v. The standard library's `squareRoot()` works lane by lane, through the C library.
@inline(__always)
func squareRoot(_ v: Lanes) -> Lanes {
  var roots = v
  withUnsafeMutableBytes(of: &roots) { bytes in
    #if LEVEL_AVX512
      vector_square_root_16(bytes.baseAddress)
    #elseif LEVEL_AVX2
      vector_square_root_8(bytes.baseAddress)
    #else
      vector_square_root_4(bytes.baseAddress)
    #endif
  }
  return roots
}

/// The first `count` < `laneCount` lanes from memory, zero in the others.
@inline(__always)
func load(_ p: UnsafePointer<Float>, first count: Int) -> Lanes {
  var v = Lanes(repeating: 0)
  for i in 0..<count { v[i] = p[i] }
  return v
}

@inline(__always)
func store(_ v: Lanes, _ p: UnsafeMutablePointer<Float>, first count: Int) {
  for i in 0..<count { p[i] = v[i] }
}

/// Calls `body` for every full vector of `count` elements, then for the rest one vector at a time
/// with fewer lanes: `body(offset, lanes)`.
@inline(__always)
func forEachVector(_ count: Int, _ body: (_ offset: Int, _ lanes: Int) -> Void) {
  var i = 0
  while i + laneCount <= count {
    body(i, laneCount)
    i += laneCount
  }
  if i < count { body(i, count - i) }
}

@inline(__always)
func load(_ p: UnsafePointer<Float>, lanes: Int) -> Lanes {
  lanes == laneCount ? load(p) : load(p, first: lanes)
}

@inline(__always)
func store(_ v: Lanes, _ p: UnsafeMutablePointer<Float>, lanes: Int) {
  if lanes == laneCount { store(v, p) } else { store(v, p, first: lanes) }
}
