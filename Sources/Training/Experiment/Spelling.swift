/// The names accepted at one place, and the one most like a word that is none of them.
package struct Spelling {
  let names: [String]

  package init(_ names: [String]) { self.names = names }

  /// The closest name if it is close enough to be a slip of the fingers: a third of its letters, or
  /// one letter of a short name.
  package func nearest(to word: String) -> String? {
    let ranked = names.map { (name: $0, distance: Self.distance($0, word)) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(1, best.name.count / 3) ? best.name : nil
  }

  /// `did you mean "kernel"? accepted: depth, kernel`, or without the question where nothing is near.
  func advice(for word: String) -> String {
    let question = nearest(to: word).map { "did you mean \"\($0)\"? " } ?? ""
    return question + "accepted: " + (names.isEmpty ? "none" : names.joined(separator: ", "))
  }

  /// How many letters must be inserted, deleted, replaced or swapped with their neighbour to turn
  /// one word into the other (optimal string alignment).
  static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first.unicodeScalars)
    let b = Array(second.unicodeScalars)
    var older: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
      var current = [i + 1]
      for j in b.indices {
        let replaced = previous[j] + (a[i] == b[j] ? 0 : 1)
        var cost = min(replaced, previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, older[j - 1] + 1) }
        current.append(cost)
      }
      older = previous
      previous = current
    }
    return previous[b.count]
  }
}
