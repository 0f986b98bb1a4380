import CVector
import KernelTypes

@Sendable
func fetch(_ from: UnsafePointer<Float>, _ count: Int) { vector_touch(from, 4 * count) }

@Sendable
func convertPixels(
  _ y: UnsafeMutablePointer<Float>, _ bytes: UnsafePointer<UInt8>, _ scale: Float, _ count: Int
) {
  // A plain loop: the compiler makes vectors of it, which it does not of SIMD conversions.
  for i in 0..<count { y[i] = Float(bytes[i]) * scale }
}

@Sendable
func dropout(
  _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ stream: DropoutStream,
  _ first: UInt32, _ count: Int
) {
  for i in stride(from: 0, to: count, by: laneCount) {
    let lanes = min(laneCount, count - i)
    let element = first &+ UInt32(truncatingIfNeeded: i)
    store(kept(load(x + i, lanes: lanes), stream, from: element), y + i, lanes: lanes)
  }
}

/// x · scale where the stream keeps the elements from `element` on, else 0.
@_transparent
func kept(_ x: Lanes, _ stream: DropoutStream, from element: UInt32) -> Lanes {
  // The same rounds as DropoutStream.bits, which explains them.
  var r = laneNumbers &+ (element &+ UInt32(truncatingIfNeeded: stream.key))
  r ^= r &>> 17
  r = r &* 0xED5A_D4BB
  r ^= r &>> 11
  r = (r ^ UInt32(truncatingIfNeeded: stream.key &>> 32)) &* 0xAC4C_1B51
  r ^= r &>> 15
  r = r &* 0x3184_8BAB
  r ^= r &>> 14
  let dropped = r .< IntLanes(repeating: stream.threshold)
  return (x * stream.scale).replacing(with: Lanes(repeating: 0), where: dropped)
}

@Sendable
func add(_ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ count: Int) {
  for i in stride(from: 0, to: count, by: laneCount) {
    let lanes = min(laneCount, count - i)
    store(load(y + i, lanes: lanes) + load(x + i, lanes: lanes), y + i, lanes: lanes)
  }
}

@Sendable
func addColumnSums(
  _ sums: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ pitch: Int, _ rows: Int,
  _ columns: Int
) {
  var j = 0
  // Four vectors at once hide the latency of an addition.
  while j + 4 * laneCount <= columns {
    var s0 = load(sums + j), s1 = load(sums + j + laneCount)
    var s2 = load(sums + j + 2 * laneCount), s3 = load(sums + j + 3 * laneCount)
    for i in 0..<rows {
      let row = x + i * pitch + j
      s0 += load(row)
      s1 += load(row + laneCount)
      s2 += load(row + 2 * laneCount)
      s3 += load(row + 3 * laneCount)
    }
    store(s0, sums + j)
    store(s1, sums + j + laneCount)
    store(s2, sums + j + 2 * laneCount)
    store(s3, sums + j + 3 * laneCount)
    j += 4 * laneCount
  }
  while j < columns {
    let lanes = min(laneCount, columns - j)
    var s = load(sums + j, lanes: lanes)
    for i in 0..<rows { s += load(x + i * pitch + j, lanes: lanes) }
    store(s, sums + j, lanes: lanes)
    j += lanes
  }
}

@Sendable
func transpose(
  _ to: UnsafeMutablePointer<Float>, _ from: UnsafePointer<Float>, _ toPitch: Int,
  _ fromPitch: Int, _ rows: Int, _ columns: Int
) {
  // Squares of 16 by 16: one cache line each way.
  for i0 in stride(from: 0, to: rows, by: 16) {
    let i1 = min(i0 + 16, rows)
    for j0 in stride(from: 0, to: columns, by: 16) {
      let j1 = min(j0 + 16, columns)
      for j in j0..<j1 {
        for i in i0..<i1 { to[j * toPitch + i] = from[i * fromPitch + j] }
      }
    }
  }
}
