import RunStore

/// What a request may carry, as MLflow's clients know it.
enum Limits {
  static let bodyBytes = 1_000_000
  static let batchEntries = 1000
  static let batchParams = 100
  static let batchTags = 100
  static let keyBytes = 250
  static let searchResults = 50_000
  static let historyResults = 25_000

  /// Names of metrics, parameters and tags: letters, digits and `/_-. :`, and a clean relative path.
  static func check(key: String, of kind: String) throws {
    let signs: Set<Unicode.Scalar> = ["/", "_", "-", ".", " ", ":"]
    let isPlain = key.unicodeScalars.allSatisfy {
      signs.contains($0) || $0.properties.isAlphabetic || $0.properties.numericType != nil
    }
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    let isClean = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    guard isPlain, isClean else {
      throw APIError.invalid(
        "Invalid \(kind) name: '\(key.prefix(300))'; accepted: letters, digits, "
          + "underscores, dashes, periods, spaces, colons and slashes between them")
    }
    guard key.utf8.count <= keyBytes else {
      throw APIError.invalid(
        "\(kind) name '\(key.prefix(50))…': \(key.utf8.count) bytes; accepted: up to \(keyBytes)")
    }
  }

  static func check(count: Int, of kind: String, most: Int) throws {
    guard count <= most else {
      throw APIError.invalid(
        "A batch logging request can contain at most \(most) \(kind). Got \(count) \(kind).")
    }
  }
}
