import Foundation

/// Where the next page begins, as a text clients hand back unread.
enum PageToken {
  static func token(offset: Int) -> String {
    Data("{\"offset\": \(offset)}".utf8).base64EncodedString()
  }

  /// nil for a text that is no token.
  static func offset(in token: String) -> Int? {
    guard let data = Data(base64Encoded: token),
      case .object(let members)? = try? JSONValue(parsing: [UInt8](data)),
      case .integer(let offset)? = members["offset"], offset >= 0
    else { return nil }
    return Int(offset)
  }
}
