import ConvEngine

/// The settings under one key of an experiment file, all of them known by name.
struct Fields {
  /// The map they stand in.
  let node: ExperimentNode
  /// What the file as a whole is called.
  private let subject: String

  /// - Parameters:
  ///   - names: every accepted key.
  ///   - subject: what the file as a whole is called.
  init(
    _ node: ExperimentNode, accepting names: [String], of subject: String = "the experiment"
  ) throws(ExperimentError) {
    self.subject = subject
    if node.isNull {
      self.node = node
      return
    }
    guard let entries = node.entries else {
      throw node.error(accepted: "the keys " + names.joined(separator: ", "))
    }
    if let unknown = entries.first(where: { !names.contains($0.key) }) {
      throw .wrong(
        unknown.keyPlace, found: "unknown key \(quoted(unknown.key))",
        accepted: Spelling(names).advice(for: unknown.key))
    }
    self.node = node
  }

  /// The value under `key`; nil where the key is absent.
  subscript(key: String) -> ExperimentNode? { node[key] }

  /// The value under `key`, which must be there.
  func required(_ key: String, _ accepted: String) throws(ExperimentError) -> ExperimentNode {
    if let value = self[key] { return value }
    let owner = node.path.isEmpty ? subject : node.path
    throw node.error("\(owner) has no \(key)", accepted: "accepted: \(key): \(accepted)")
  }
}

extension ExperimentNode {
  /// A whole number in `range`.
  func whole(_ range: ClosedRange<Int>) throws(ExperimentError) -> Int {
    guard let value = number.flatMap({ Int($0.text) }), range.contains(value) else {
      throw error(accepted: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A decimal number that `accepts` takes; `accepted` says which ones in words.
  func decimal(
    _ accepted: String, where accepts: (Double) -> Bool
  ) throws(ExperimentError) -> Double {
    guard let value = number?.value, accepts(value) else { throw error(accepted: accepted) }
    return value
  }

  /// `true` or `false`.
  func flag() throws(ExperimentError) -> Bool {
    switch word {
    case "true", "True", "TRUE", "yes", "on": return true
    case "false", "False", "FALSE", "no", "off": return false
    default: throw error(accepted: "true or false")
    }
  }

  /// One of an enumeration's words.
  func choice<Choice: CaseIterable & RawRepresentable<String>>(
    _: Choice.Type
  ) throws(ExperimentError) -> Choice {
    let names = Choice.allCases.map(\.rawValue)
    guard case .scalar(let text, _) = content else {
      throw error(accepted: names.joined(separator: ", "))
    }
    guard let choice = Choice(rawValue: text) else {
      throw error(
        "\(path): unknown word \(quoted(text))", accepted: Spelling(names).advice(for: text))
    }
    return choice
  }

  /// One number for both axes, or [height, width].
  func extent(_ range: ClosedRange<Int>) throws(ExperimentError) -> Extent {
    switch content {
    case .scalar:
      guard let value = number.flatMap({ Int($0.text) }), range.contains(value) else {
        throw error(accepted: Self.extentWords(range))
      }
      return Extent(value)
    case .list(let items):
      guard items.count == 2 else { throw error(accepted: Self.extentWords(range)) }
      return Extent(try items[0].whole(range), try items[1].whole(range))
    case .map:
      throw error(accepted: Self.extentWords(range))
    }
  }

  private static func extentWords(_ range: ClosedRange<Int>) -> String {
    "a whole number from \(range.lowerBound) to \(range.upperBound), or two as [height, width]"
  }

  /// Any text on one line that is not empty.
  func text() throws(ExperimentError) -> String {
    guard case .scalar(let text, _) = content, !isNull, !text.isEmpty else {
      throw error(accepted: "some text")
    }
    return text
  }

  /// The value of an unquoted decimal number with its text; nil for anything else, such as `0x10`,
  /// `1_000`, `.inf` or `"3"`.
  var number: (value: Double, text: String)? {
    guard let word, let first = word.unicodeScalars.first,
      "0"..."9" ~= first || "+-.".unicodeScalars.contains(first),
      word.unicodeScalars.allSatisfy({ "0"..."9" ~= $0 || "+-.eE".unicodeScalars.contains($0) }),
      let value = Double(word), value.isFinite
    else { return nil }
    return (value, word)
  }
}
