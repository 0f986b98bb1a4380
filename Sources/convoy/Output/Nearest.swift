/// The candidate closest to `word` by edit distance (insert, delete, replace, swap neighbours), if
/// it is close enough to be a slip: at most a third of its letters.
func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
  let ranked = candidates.map { ($0, editDistance(Array(word.utf8), Array($0.utf8))) }
  guard let best = ranked.min(by: { $0.1 < $1.1 }) else { return nil }
  return best.1 <= max(1, best.0.utf8.count / 3) ? best.0 : nil
}

/// Optimal string alignment distance.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var older: [Int] = []
  var previous = Array(0...b.count)
  for i in 0..<a.count {
    var current = [i + 1]
    for j in 0..<b.count {
      var cost = min(
        previous[j] + (a[i] == b[j] ? 0 : 1), min(previous[j + 1] + 1, current[j] + 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, older[j - 1] + 1) }
      current.append(cost)
    }
    older = previous
    previous = current
  }
  return previous[b.count]
}
