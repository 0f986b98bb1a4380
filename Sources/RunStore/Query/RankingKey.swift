/// One of the measures that runs are weighed by, and which of its values are better.
public struct RankingKey: Sendable {
  /// The key as it was written.
  public let text: String
  /// Whether the least or the greatest value is best.
  public let direction: MetricDirection
  let field: Field

  /// - Parameters:
  ///   - text: a fact (`parameters`, `duration_seconds`), a bare metric for its best value, or what a
  ///     filter may name; then `:min` or `:max`, where facts, parameters and tags are not to be least,
  ///     or a metric not what its name tells.
  ///   - source: what an error calls the text.
  public init(parsing text: String, source: String) throws(FilterError) {
    self.text = text
    let suffixes: [(String, MetricDirection)] = [(":min", .min), (":max", .max)]
    let suffix = suffixes.first { text.hasSuffix($0.0) }
    let name = String(text.dropLast(suffix?.0.count ?? 0))
    let isMetric =
      !name.isEmpty && name.allSatisfy(Lexer.isInNames) && Attribute(named: name) == nil
    var parser = try FilterParser(isMetric ? "metrics.`\(name)`.best" : name, source: source)
    field = try parser.sortKey()
    guard field.isNumber else {
      throw FilterError(
        source: source, column: 1, found: name,
        accepted: "a metric, a parameter, a tag or a fact that is a number")
    }
    let usual: MetricDirection = if case .metric(let name, _) = field { .of(name) } else { .min }
    direction = suffix?.1 ?? usual
  }
}

extension RankingKey {
  /// Keys between commas.
  /// - Parameter source: what an error calls the text.
  public static func list(_ text: String, source: String) throws(FilterError) -> [RankingKey] {
    var keys: [RankingKey] = []
    var column = 0
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      do {
        keys.append(try RankingKey(parsing: String(part), source: source))
      } catch {
        throw FilterError(
          source: source, column: column + error.column, found: error.found,
          accepted: error.accepted)
      }
      column += part.count + 1
    }
    return keys
  }

  /// What the key names.
  public var names: NamedFields {
    var names = NamedFields()
    names.append(field)
    return names
  }
}

extension Field {
  /// Whether values of the field may be numbers.
  fileprivate var isNumber: Bool {
    switch self {
    case .metric, .param, .tag: true
    case .attribute(let attribute):
      switch attribute.kind {
      case .number, .time: true
      case .text, .identifier, .status, .truth: false
      }
    }
  }
}
