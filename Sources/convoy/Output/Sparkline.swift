/// A curve in one line of text, from ▁ (the least value) to █ (the greatest); a value that is not
/// finite is a space.
///
/// - Parameter width: at most this many characters; more values are thinned evenly, keeping the last.
func sparkline(_ values: [Double], width: Int = 20) -> String {
  let marks = Array("▁▂▃▄▅▆▇█")
  let shown =
    values.count <= width
    ? values : (1...max(width, 1)).map { values[$0 * values.count / max(width, 1) - 1] }
  let finite = shown.filter(\.isFinite)
  guard let least = finite.min(), let greatest = finite.max() else {
    return String(repeating: " ", count: shown.count)
  }
  return String(
    shown.map { value in
      if !value.isFinite { return " " }
      if greatest == least { return marks[3] }
      return marks[min(7, Int((value - least) / (greatest - least) * 8))]
    })
}

/// `fraction` (0...1) of `width` columns filled: `━━━━━━──────`.
func progressBar(_ fraction: Double, width: Int) -> String {
  let filled = Int((min(max(fraction, 0), 1) * Double(width)).rounded(.down))
  return String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
}
