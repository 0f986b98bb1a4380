/// Rows of runs, a bit each: what a filter's parts find is joined by whole words.
struct RunSet: Equatable {
  /// Rows count from 1 and are never used twice; one beyond this is no store's of ours.
  static let largestRow: Int64 = 1 << 28

  private var words: [UInt64] = []

  init() {}

  init(_ rows: some Sequence<Int64>) throws(StoreError) {
    for row in rows { try insert(row) }
  }

  mutating func insert(_ row: Int64) throws(StoreError) {
    guard (0...RunSet.largestRow).contains(row) else {
      throw .unusableFile("table run: row \(row); accepted: rows up to \(RunSet.largestRow)")
    }
    let word = Int(row >> 6)
    if word >= words.count {
      words.append(
        contentsOf: repeatElement(0, count: max(words.count, word + 1 - words.count, 16)))
    }
    words[word] |= 1 << UInt64(row & 63)
  }

  func contains(_ row: Int64) -> Bool {
    let word = Int(row >> 6)
    return row >= 0 && word < words.count && words[word] & (1 << UInt64(row & 63)) != 0
  }

  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  mutating func formUnion(_ other: RunSet) {
    if words.count < other.words.count {
      words.append(contentsOf: repeatElement(0, count: other.words.count - words.count))
    }
    for index in other.words.indices { words[index] |= other.words[index] }
  }

  mutating func formIntersection(_ other: RunSet) {
    if words.count > other.words.count { words.removeLast(words.count - other.words.count) }
    for index in words.indices { words[index] &= other.words[index] }
  }

  mutating func subtract(_ other: RunSet) {
    for index in 0..<min(words.count, other.words.count) { words[index] &= ~other.words[index] }
  }

  /// The greatest rows, the greatest first.
  func descending(limit: Int = .max) -> [Int64] {
    var rows: [Int64] = []
    for index in words.indices.reversed() where words[index] != 0 {
      var word = words[index]
      while word != 0 {
        if rows.count >= limit { return rows }
        let bit = 63 - word.leadingZeroBitCount
        rows.append(Int64(index << 6 | bit))
        word &= ~(1 << UInt64(bit))
      }
    }
    return rows
  }

  /// The rows, the least first.
  var ascending: [Int64] { descending().reversed() }

  /// The rows as JSON, for `json_each`.
  var json: String { "[" + ascending.map(String.init).joined(separator: ",") + "]" }

  static func == (a: RunSet, b: RunSet) -> Bool { a.descending() == b.descending() }
}
