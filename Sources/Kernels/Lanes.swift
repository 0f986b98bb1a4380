import CVector

// The vector a level works with, and the operations in which levels differ.
//
// What these few call is generic and becomes vector code only once it is specialised, which happens here
// (`@inline(__always)`). What is built on them is `@_transparent`: the optimiser leaves a larger
// `@inline(__always)` function as a call, through which vectors pass in pieces of 16 bytes.

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

/// 0, 1, 2 … one for each lane.
@inline(__always) var laneNumbers: IntLanes {
  #if LEVEL_AVX512
    IntLanes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  #elseif LEVEL_AVX2
    IntLanes(0, 1, 2, 3, 4, 5, 6, 7)
  #else
    IntLanes(0, 1, 2, 3)
  #endif
}

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

/// Two bits of each lane, four lanes to a byte.
@inline(__always)
func packPairs(_ v: IntLanes, into bytes: UnsafeMutablePointer<UInt8>) {
  withUnsafeBytes(of: v) { pairs in
    #if LEVEL_AVX512
      vector_pack_pairs_16(pairs.baseAddress, bytes)
    #elseif LEVEL_AVX2
      vector_pack_pairs_8(pairs.baseAddress, bytes)
    #else
      vector_pack_pairs_4(pairs.baseAddress, bytes)
    #endif
  }
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

@inline(__always)
func load(_ p: UnsafePointer<Float>, lanes: Int) -> Lanes {
  lanes == laneCount ? load(p) : load(p, first: lanes)
}

@inline(__always)
func store(_ v: Lanes, _ p: UnsafeMutablePointer<Float>, lanes: Int) {
  if lanes == laneCount { store(v, p) } else { store(v, p, first: lanes) }
}
