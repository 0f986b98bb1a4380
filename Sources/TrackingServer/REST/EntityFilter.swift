/// Something that experiments, or models, are chosen and sorted by.
protocol EntityKey: Hashable {
  associatedtype Entity

  init(_ text: String) throws
  /// Whether it is compared as a number.
  var isNumber: Bool { get }
  func number(of entity: Entity) -> Double?
  func text(of entity: Entity) -> String?
}

/// The name of a key: with its prefix, an attribute's may be left out.
enum EntityName {
  case attribute(String), tag(String), param(String)

  init(_ text: String) {
    let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
    let rest = parts.count == 2 ? parts[1] : ""
    switch parts.count == 2 ? parts[0].lowercased() : "" {
    case "attributes", "attribute", "attr": self = .attribute(rest)
    case "tags", "tag": self = .tag(rest)
    case "params", "param", "parameters", "parameter": self = .param(rest)
    default: self = .attribute(text)
    }
  }
}

/// Which entities are meant: comparisons of keys, joined by `and`.
struct EntityFilter<Key: EntityKey> {
  private var clauses: [(Key.Entity) -> Bool] = []

  init(parsing text: String) throws {
    guard let words = EntityFilter.words(in: text) else {
      throw APIError.invalid("filter: \(text): a quote without its end")
    }
    if words.isEmpty { return }
    for clause in words.split(
      omittingEmptySubsequences: false, whereSeparator: { $0.lowercased() == "and" })
    {
      clauses.append(try EntityFilter.clause(Array(clause)))
    }
  }

  func includes(_ entity: Key.Entity) -> Bool {
    clauses.allSatisfy { $0(entity) }
  }

  /// The words of a filter; a quoted text keeps its first quote. nil where a quote does not end.
  private static func words(in text: String) -> [String]? {
    var words: [String] = []
    var rest = Substring(text)
    while true {
      rest = rest.drop(while: \.isWhitespace)
      guard let first = rest.first else { return words }
      if "'\"`".contains(first) {
        guard let end = rest.dropFirst().firstIndex(of: first) else { return nil }
        words.append(String(rest[..<end]))
        rest = rest[rest.index(after: end)...]
      } else if "=<>!".contains(first) {
        let sign = rest.prefix { "=<>!".contains($0) }
        words.append(String(sign))
        rest = rest.dropFirst(sign.count)
      } else if "(),".contains(first) {
        words.append(String(rest.removeFirst()))
      } else {
        let word = rest.prefix { !$0.isWhitespace && !"=<>!(),'\"`".contains($0) }
        words.append(String(word))
        rest = rest.dropFirst(word.count)
        // tags.`an odd name`
        if word.hasSuffix("."), let quote = rest.first, "`\"".contains(quote),
          let end = rest.dropFirst().firstIndex(of: quote)
        {
          words[words.count - 1] += rest[rest.index(after: rest.startIndex)..<end]
          rest = rest[rest.index(after: end)...]
        }
      }
    }
  }

  private static func clause(_ words: [String]) throws -> (Key.Entity) -> Bool {
    guard words.count >= 3 else {
      throw APIError.invalid(
        "filter: \(words.joined(separator: " ")): accepted: KEY = 'TEXT', joined by and")
    }
    let key = try Key(words[0])
    let sign = words[1].lowercased()
    func unquoted(_ word: String) -> String {
      word.first.map { "'\"`".contains($0) } == true ? String(word.dropFirst()) : word
    }
    if sign == "in" || (sign == "not" && words[2].lowercased() == "in") {
      let list = Set(
        words.drop { $0 != "(" }.filter { !["(", ")", ","].contains($0) }.map(unquoted))
      return { entity in
        key.text(of: entity).map { list.contains($0) == (sign == "in") } ?? false
      }
    }
    guard words.count == 3 else {
      throw APIError.invalid("filter: \(words[3]): accepted: and, or the end")
    }
    let text = unquoted(words[2])
    if key.isNumber, sign != "like", sign != "ilike" {
      guard let number = Double(text) else {
        throw APIError.invalid("filter: \(text): accepted: a number")
      }
      return { entity in
        guard let value = key.number(of: entity) else { return false }
        return switch sign {
        case "=": value == number
        case "!=", "<>": value != number
        case "<": value < number
        case "<=": value <= number
        case ">": value > number
        case ">=": value >= number
        default: false
        }
      }
    }
    guard ["=", "!=", "<>", "like", "ilike"].contains(sign) else {
      throw APIError.invalid("filter: \(words[1]): accepted: = != LIKE ILIKE IN")
    }
    return { entity in
      guard let value = key.text(of: entity) else { return false }
      return switch sign {
      case "=": value == text
      case "!=", "<>": value != text
      case "like": LikePattern(text).matches(value)
      default: LikePattern(text.lowercased()).matches(value.lowercased())
      }
    }
  }
}
