import Testing

@testable import TrackingServer

@Test(
  arguments: [
    ("{}", JSONValue.object([:])),
    (
      #" {"a": [1, -2.5, "x\n\u00e9\ud83d\ude00", true, null]} "#,
      .object(["a": .array([.integer(1), .number(-2.5), .string("x\né😀"), .bool(true), .null])])
    ),
    ("9007199254740993", .integer(9_007_199_254_740_993)),
    ("1e3", .number(1000)),
    ("Infinity", .number(.infinity)),
  ])
func readsJSON(_ text: String, _ value: JSONValue) throws {
  #expect(try JSONValue(parsing: Array(text.utf8)) == value)
}

@Test(arguments: [
  "", "{", "{\"a\"}", "[1,]", "01", "1.", "+1", "\"\u{1}\"", "\"\\x\"", "nul", "1 2", "\"a",
  String(repeating: "[", count: 100),
])
func refusesWhatIsNoJSON(_ text: String) {
  #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
}

@Test func writesWhatItReads() throws {
  var writer = JSONWriter()
  writer.object {
    $0.member("text", "a\"\\\n\u{7f}é")
    $0.member("whole", Int64.max)
    $0.member("number", 1e-5)
    $0.member("nan", Double.nan)
    $0.name("list")
    $0.array([1.5, -.infinity]) { $0.number($1) }
  }
  #expect(
    try JSONValue(parsing: writer.bytes)
      == .object([
        "text": .string("a\"\\\n\u{7f}é"), "whole": .integer(.max), "number": .number(1e-5),
        "nan": .string("NaN"), "list": .array([.number(1.5), .string("-Infinity")]),
      ]))
}
