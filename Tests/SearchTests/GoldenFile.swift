import Foundation

/// Data written by tools/search/make.
func golden<Value: Decodable>(_ name: String, as _: Value.Type) throws -> Value {
  let url = Bundle.module.bundleURL.appendingPathComponent("Golden/\(name)")
  return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
}
