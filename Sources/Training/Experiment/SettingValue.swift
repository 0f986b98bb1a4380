/// What a setting of an experiment is worth, as it is recorded with a run.
package enum SettingValue: Hashable, Sendable {
  /// A number with the letters it was written in.
  case number(Double, text: String)
  case text(String)
}

extension SettingValue {
  init(_ value: Int) { self = .number(Double(value), text: "\(value)") }
  init(_ value: UInt64) { self = .number(Double(value), text: "\(value)") }
  init(_ value: Double) { self = .number(value, text: Self.shortest(value)) }
  init(_ value: Bool) { self = .text(value ? "true" : "false") }

  /// 0.25, 1e-07, and 3 rather than 3.0.
  private static func shortest(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension SettingValue: CustomStringConvertible {
  package var description: String {
    switch self {
    case .number(_, let text), .text(let text): text
    }
  }
}

/// One recorded parameter of a run, such as `model.0.conv.depth` and 32.
package struct Setting: Hashable, Sendable {
  package var name: String
  package var value: SettingValue

  package init(name: String, value: SettingValue) {
    self.name = name
    self.value = value
  }
}
