/// Where two arrays differ by more than `absolute + relative × |expected|`: the worst place, or nil.
func worstDifference(
  _ actual: [Float], _ expected: [Float], absolute: Float = 1e-5, relative: Float = 1e-4
) -> String? {
  guard actual.count == expected.count else {
    return "\(actual.count) values instead of \(expected.count)"
  }
  var worst: (excess: Float, index: Int)?
  for (i, (a, e)) in zip(actual, expected).enumerated() {
    let excess = abs(a - e) / (absolute + relative * abs(e))
    if !(excess <= max(1, worst?.excess ?? 1)) { worst = (excess, i) }
  }
  return worst.map { "at \($0.index): \(actual[$0.index]) instead of \(expected[$0.index])" }
}
