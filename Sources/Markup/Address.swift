/// An address on the server that sends the page: a path and the fields of a query.
package struct Address: Sendable, Hashable {
  /// A name and a value of the query; a name may occur more than once.
  package struct Field: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// `/a/b`, its components encoded.
  private let path: String
  package var fields: [Field]
  /// The id of an element of the page.
  package var fragment: String?

  /// - Parameter components: of the path; none for the root.
  package init(_ components: String..., fields: [Field] = [], fragment: String? = nil) {
    self.init(components, fields: fields, fragment: fragment)
  }

  /// The same, of components in a list.
  package init(_ components: [String], fields: [Field] = [], fragment: String? = nil) {
    path = "/" + components.map(Address.encoded).joined(separator: "/")
    self.fields = fields
    self.fragment = fragment
  }

  /// The address as it stands in a link.
  package var text: String {
    var text = path
    for (index, field) in fields.enumerated() {
      text += (index == 0 ? "?" : "&") + Address.encoded(field.name) + "="
      text += Address.encoded(field.value)
    }
    if let fragment { text += "#" + Address.encoded(fragment) }
    return text
  }

  /// A text that stands for itself in a component of a path or in a query (RFC 3986).
  private static func encoded(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: ","):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return encoded
  }
}
