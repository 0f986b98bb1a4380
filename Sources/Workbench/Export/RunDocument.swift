import Foundation
import RunStore

/// All that is known of a run but its curves and weights, as JSON: the record as `show --json` prints it, but
/// without what its curves come to, the experiment file, the changes of the code, and the parameters' texts
/// where a JSON number does not keep them.
struct RunDocument: Codable {
  var record: RunRecord
  var experimentText: String
  var codeDiff: CodeDiff?
  var paramTexts: [String: String]

  init(_ record: RunRecord, experimentText: String, codeDiff: CodeDiff? = nil) {
    self.record = record
    self.experimentText = experimentText
    self.codeDiff = codeDiff
    paramTexts = record.params.compactMapValues { value in
      guard case .number(let number, let text?) = value,
        ParamValue.number(number).description != text
      else { return nil }
      return text
    }
  }

  private enum CodingKeys: String, CodingKey { case experimentText, codeDiff, paramTexts }

  init(from decoder: any Decoder) throws {
    record = try RunRecord(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    experimentText = try container.decodeIfPresent(String.self, forKey: .experimentText) ?? ""
    codeDiff = try container.decodeIfPresent(CodeDiff.self, forKey: .codeDiff)
    paramTexts =
      try container.decodeIfPresent([String: String].self, forKey: .paramTexts) ?? [:]
    for (name, text) in paramTexts where record.params[name] != nil {
      record.params[name] = ParamValue(parsing: text)
    }
  }

  func encode(to encoder: any Encoder) throws {
    try record.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(experimentText, forKey: .experimentText)
    try container.encodeIfPresent(codeDiff, forKey: .codeDiff)
    if !paramTexts.isEmpty { try container.encode(paramTexts, forKey: .paramTexts) }
  }

  /// The document on one line, keys sorted.
  func line() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(self))
  }
}
