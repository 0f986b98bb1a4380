internal import Foundation

/// Small arrays as the JSON text of a column.
enum JSONText {
  static func of<Value: Encodable>(_ value: Value) throws -> String {
    String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
  }

  static func read<Value: Decodable>(_ text: String) throws -> Value {
    do {
      return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
    } catch {
      throw StoreError.unusableFile("a column's JSON \"\(text)\" is damaged; a backup can be used")
    }
  }
}
