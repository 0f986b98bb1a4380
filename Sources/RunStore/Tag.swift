/// A tag: a word, perhaps with a value.
struct Tag: Hashable, Comparable {
  let key: String
  let value: String?

  /// Reads `baseline` or `kind=baseline`.
  init(parsing text: String) throws(StoreError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    key = parts.first.map(String.init) ?? ""
    value = parts.count == 2 ? String(parts[1]) : nil
    guard !key.isEmpty, text.isPlain else {
      throw .conflict("tag \"\(text)\": accepted: a word, or word=value, on one line")
    }
  }

  init(key: String, value: String?) {
    self.key = key
    self.value = value
  }

  /// The text it is read from.
  var text: String { value.map { "\(key)=\($0)" } ?? key }

  static func < (a: Tag, b: Tag) -> Bool { a.text < b.text }
}
