import Hummingbird
import NIOCore

extension Request {
  /// Seconds in which a body of a page or of JSON must have come: a client that sends it byte by byte
  /// is not waited for.
  static let bodyDeadline: Duration = .seconds(30)

  /// The whole body.
  /// - Parameter limit: the most bytes it may have.
  func wholeBody(limit: Int = Limits.bodyBytes) async throws -> [UInt8] {
    if let length = headers[.contentLength].flatMap(Int.init), length > limit {
      throw Request.tooLarge(limit)
    }
    let clock = ContinuousClock()
    let end = clock.now + Request.bodyDeadline
    var bytes: [UInt8] = []
    for try await chunk in body {
      bytes.append(contentsOf: chunk.readableBytesView)
      guard bytes.count <= limit else { throw Request.tooLarge(limit) }
      guard clock.now < end else {
        throw APIError.invalid(
          "the body took over \(Request.bodyDeadline.components.seconds) seconds")
      }
    }
    return bytes
  }

  private static func tooLarge(_ limit: Int) -> APIError {
    .invalid("the body is too long; accepted: up to \(limit) bytes")
  }

  /// The fields of the query, in order.
  var queryFields: [(name: String, value: String)] { FormText.fields(uri.query ?? "") }
}

/// `name=value&name=value`, as browsers and clients write queries and forms.
enum FormText {
  static func fields(_ text: String) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (decoded(parts[0]), parts.count == 2 ? decoded(parts[1]) : "")
    }
  }

  /// A text whose `%XX` are decoded and whose `+` are spaces; bytes that are no UTF-8 become U+FFFD.
  private static func decoded(_ text: Substring) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") }) else {
      return String(text)
    }
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        if let code = UInt8(String(Substring(rest.prefix(2))), radix: 16), rest.count >= 2 {
          bytes.append(code)
          rest = rest.dropFirst(2)
        } else {
          bytes.append(byte)
        }
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A component of a path with its `%XX` decoded; nil where that is no text.
  static func component(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      if byte != UInt8(ascii: "%") {
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let code = UInt8(String(Substring(rest.prefix(2))), radix: 16) else {
        return nil
      }
      bytes.append(code)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// A text that stands for itself in a query or in a component of a path.
  static func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "~"):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }
}
