/// One key that experiments, or models, are sorted by.
struct EntityOrder<Key: EntityKey> {
  let key: Key
  let ascending: Bool

  init(_ key: Key, ascending: Bool) {
    self.key = key
    self.ascending = ascending
  }

  /// Reads `KEY [ASC|DESC]`.
  init(parsing text: String) throws {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let first = words.first else {
      throw APIError.invalid("order_by: accepted: KEY [ASC|DESC]")
    }
    key = try Key(first)
    switch words.dropFirst().first?.lowercased() {
    case nil, "asc": ascending = true
    case "desc": ascending = false
    case .some(let word): throw APIError.invalid("order_by: \(word): accepted: ASC or DESC")
    }
  }

  /// Whether `a` comes before `b`; nil where the keys do not tell.
  static func precedes(_ a: Key.Entity, _ b: Key.Entity, by keys: [EntityOrder]) -> Bool? {
    for order in keys {
      if let x = order.key.number(of: a), let y = order.key.number(of: b), x != y {
        return (x < y) == order.ascending
      }
      if let x = order.key.text(of: a), let y = order.key.text(of: b), x != y {
        return (x < y) == order.ascending
      }
    }
    return nil
  }
}
