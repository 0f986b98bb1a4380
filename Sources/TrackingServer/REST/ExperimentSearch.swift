import Foundation
import RunStore

/// Which experiments are meant: comparisons joined by `and`, of `name`, `experiment_id`,
/// `creation_time`, `last_update_time` and `tags.NAME`.
struct ExperimentFilter {
  private var clauses: [(TrackedExperiment) -> Bool] = []

  init(parsing text: String) throws {
    guard let words = ExperimentFilter.words(in: text) else {
      throw APIError.invalid("filter: \(text): a quote without its end")
    }
    if words.isEmpty { return }
    for clause in words.split(
      omittingEmptySubsequences: false, whereSeparator: { $0.lowercased() == "and" })
    {
      clauses.append(try ExperimentFilter.clause(Array(clause)))
    }
  }

  func includes(_ experiment: TrackedExperiment) -> Bool {
    clauses.allSatisfy { $0(experiment) }
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

  private static func clause(_ words: [String]) throws -> (TrackedExperiment) -> Bool {
    guard words.count >= 3 else {
      throw APIError.invalid(
        "filter: \(words.joined(separator: " ")): accepted: KEY = 'TEXT', joined by and")
    }
    let key = try ExperimentKey(words[0])
    let sign = words[1].lowercased()
    func unquoted(_ word: String) -> String {
      word.first.map { "'\"`".contains($0) } == true ? String(word.dropFirst()) : word
    }
    if sign == "in" || (sign == "not" && words[2].lowercased() == "in") {
      let list = Set(
        words.drop { $0 != "(" }.filter { !["(", ")", ","].contains($0) }.map(unquoted))
      return { experiment in
        key.text(of: experiment).map { list.contains($0) == (sign == "in") } ?? false
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
      return { experiment in
        guard let value = key.number(of: experiment) else { return false }
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
    return { experiment in
      guard let value = key.text(of: experiment) else { return false }
      return switch sign {
      case "=": value == text
      case "!=", "<>": value != text
      case "like": LikePattern(text).matches(value)
      default: LikePattern(text.lowercased()).matches(value.lowercased())
      }
    }
  }
}

/// `%` for any text, `_` for any one character.
struct LikePattern {
  private let pattern: [Character]

  init(_ pattern: String) { self.pattern = Array(pattern) }

  func matches(_ text: String) -> Bool {
    // Greedy with one place to go back to: the last % seen.
    let text = Array(text)
    var (p, t) = (0, 0)
    var retry: (p: Int, t: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == "%" {
        retry = (p, t)
        p += 1
      } else if p < pattern.count, pattern[p] == "_" || pattern[p] == text[t] {
        (p, t) = (p + 1, t + 1)
      } else if let last = retry {
        retry = (last.p, last.t + 1)
        (p, t) = (last.p + 1, last.t + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "%" }
  }
}

/// What experiments are chosen and sorted by.
enum ExperimentKey: Hashable {
  case name, id, created, changed
  case tag(String)

  init(_ text: String) throws {
    var name = text
    for prefix in ["attributes.", "attribute.", "attr."] where name.lowercased().hasPrefix(prefix) {
      name = String(name.dropFirst(prefix.count))
    }
    for prefix in ["tags.", "tag."] where name.lowercased().hasPrefix(prefix) {
      self = .tag(String(name.dropFirst(prefix.count)))
      return
    }
    switch name.lowercased() {
    case "name": self = .name
    case "experiment_id": self = .id
    case "creation_time", "created": self = .created
    case "last_update_time": self = .changed
    default:
      throw APIError.invalid(
        "\(text): accepted: name, experiment_id, creation_time, last_update_time, tags.NAME")
    }
  }

  var isNumber: Bool {
    switch self {
    case .created, .changed: true
    case .name, .id, .tag: false
    }
  }

  func number(of experiment: TrackedExperiment) -> Double? {
    switch self {
    case .id: Double(experiment.id)
    case .created: experiment.createdAt.map { Double($0.milliseconds) }
    case .changed: experiment.changedAt.map { Double($0.milliseconds) }
    case .name, .tag: nil
    }
  }

  func text(of experiment: TrackedExperiment) -> String? {
    switch self {
    case .name: experiment.name
    case .id: String(experiment.id)
    case .tag(let name): experiment.tags.first { $0.name == name }?.text
    case .created, .changed: nil
    }
  }
}

/// One key experiments are sorted by.
struct ExperimentOrder {
  let key: ExperimentKey
  let ascending: Bool

  init(parsing text: String) throws {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let first = words.first else {
      throw APIError.invalid("order_by: accepted: KEY [ASC|DESC]")
    }
    key = try ExperimentKey(first)
    switch words.dropFirst().first?.lowercased() {
    case nil, "asc": ascending = true
    case "desc": ascending = false
    case .some(let word): throw APIError.invalid("order_by: \(word): accepted: ASC or DESC")
    }
  }

  /// Whether `a` comes before `b`; the newest first where the keys do not tell.
  static func precedes(
    _ a: TrackedExperiment, _ b: TrackedExperiment, by keys: [ExperimentOrder]
  ) -> Bool {
    for order in keys {
      if let x = order.key.number(of: a), let y = order.key.number(of: b), x != y {
        return (x < y) == order.ascending
      }
      if let x = order.key.text(of: a), let y = order.key.text(of: b), x != y {
        return (x < y) == order.ascending
      }
    }
    return a.id > b.id
  }
}
