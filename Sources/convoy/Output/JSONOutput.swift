import Foundation

/// An encoder for what the program prints: sorted keys, and numbers that JSON has no word for as
/// the strings "NaN", "Infinity" and "-Infinity".
func makeJSONEncoder(pretty: Bool) -> JSONEncoder {
  let encoder = JSONEncoder()
  encoder.outputFormatting =
    pretty
    ? [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    : [.sortedKeys, .withoutEscapingSlashes]
  encoder.nonConformingFloatEncodingStrategy = .convertToString(
    positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
  return encoder
}

/// Prints one JSON document on the standard output.
func printJSON(_ value: some Encodable) throws {
  printLine(String(decoding: try makeJSONEncoder(pretty: true).encode(value), as: UTF8.self))
}
