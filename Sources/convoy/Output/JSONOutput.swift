import Foundation

/// Prints one JSON document on the standard output: sorted keys, and numbers that JSON has no word for
/// as the strings "NaN", "Infinity" and "-Infinity".
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
  printLine(String(decoding: try encoder.encode(value), as: UTF8.self))
}
