import Foundation

/// An attribute of an element. There are none for styles and event handlers, and none that takes an
/// address as text: a text can neither run a script nor lead to another site.
package struct HTMLAttribute: Sendable, Hashable {
  /// ` name="value"`, or ` name`.
  let text: String

  private init(_ name: StaticString, _ value: String) {
    text = " \(name)=\"\(MarkupText.escaped(value))\""
  }

  private init(_ name: StaticString) { text = " \(name)" }

  package static func `class`(_ names: String) -> HTMLAttribute { HTMLAttribute("class", names) }
  package static func id(_ id: String) -> HTMLAttribute { HTMLAttribute("id", id) }
  package static func title(_ text: String) -> HTMLAttribute { HTMLAttribute("title", text) }
  package static func lang(_ language: String) -> HTMLAttribute { HTMLAttribute("lang", language) }
  package static func role(_ role: String) -> HTMLAttribute { HTMLAttribute("role", role) }
  package static func tabindex(_ index: Int) -> HTMLAttribute {
    HTMLAttribute("tabindex", "\(index)")
  }

  package static func href(_ address: Address) -> HTMLAttribute {
    HTMLAttribute("href", address.text)
  }
  package static func src(_ address: Address) -> HTMLAttribute {
    HTMLAttribute("src", address.text)
  }
  /// The source of an image that the page brings along.
  package static func png(_ bytes: [UInt8]) -> HTMLAttribute {
    HTMLAttribute("src", "data:image/png;base64," + Data(bytes).base64EncodedString())
  }
  package static func rel(_ relation: String) -> HTMLAttribute { HTMLAttribute("rel", relation) }
  package static func download(_ name: String) -> HTMLAttribute { HTMLAttribute("download", name) }
  package static func alt(_ text: String) -> HTMLAttribute { HTMLAttribute("alt", text) }
  package static func width(_ pixels: Int) -> HTMLAttribute { HTMLAttribute("width", "\(pixels)") }
  package static func height(_ pixels: Int) -> HTMLAttribute {
    HTMLAttribute("height", "\(pixels)")
  }
  package static func datetime(_ text: String) -> HTMLAttribute { HTMLAttribute("datetime", text) }
  package static func charset(_ name: String) -> HTMLAttribute { HTMLAttribute("charset", name) }
  package static func content(_ text: String) -> HTMLAttribute { HTMLAttribute("content", text) }
  package static let `defer` = HTMLAttribute("defer")

  package static func scope(_ scope: String) -> HTMLAttribute { HTMLAttribute("scope", scope) }
  package static func colspan(_ count: Int) -> HTMLAttribute {
    HTMLAttribute("colspan", "\(count)")
  }

  package static func name(_ name: String) -> HTMLAttribute { HTMLAttribute("name", name) }
  package static func value(_ value: String) -> HTMLAttribute { HTMLAttribute("value", value) }
  package static func type(_ type: String) -> HTMLAttribute { HTMLAttribute("type", type) }
  package static func placeholder(_ text: String) -> HTMLAttribute {
    HTMLAttribute("placeholder", text)
  }
  package static func `for`(_ id: String) -> HTMLAttribute { HTMLAttribute("for", id) }
  package static func form(_ id: String) -> HTMLAttribute { HTMLAttribute("form", id) }
  package static func list(_ id: String) -> HTMLAttribute { HTMLAttribute("list", id) }
  package static func rows(_ count: Int) -> HTMLAttribute { HTMLAttribute("rows", "\(count)") }
  package static func maxlength(_ count: Int) -> HTMLAttribute {
    HTMLAttribute("maxlength", "\(count)")
  }
  package static func min(_ value: String) -> HTMLAttribute { HTMLAttribute("min", value) }
  package static func max(_ value: String) -> HTMLAttribute { HTMLAttribute("max", value) }
  package static func step(_ value: String) -> HTMLAttribute { HTMLAttribute("step", value) }
  package static func autocomplete(_ text: String) -> HTMLAttribute {
    HTMLAttribute("autocomplete", text)
  }
  package static func spellcheck(_ isOn: Bool) -> HTMLAttribute {
    HTMLAttribute("spellcheck", "\(isOn)")
  }
  package static func checked(_ isSet: Bool) -> HTMLAttribute? {
    isSet ? HTMLAttribute("checked") : nil
  }
  package static func selected(_ isSet: Bool) -> HTMLAttribute? {
    isSet ? HTMLAttribute("selected") : nil
  }
  package static func open(_ isSet: Bool) -> HTMLAttribute? { isSet ? HTMLAttribute("open") : nil }
  package static let hidden = HTMLAttribute("hidden")
  package static let required = HTMLAttribute("required")

  /// How a form is sent: with its fields in the address, or in the body.
  package enum Method: String, Sendable { case get, post }

  package static func method(_ method: Method) -> HTMLAttribute {
    HTMLAttribute("method", method.rawValue)
  }
  package static func action(_ address: Address) -> HTMLAttribute {
    HTMLAttribute("action", address.text)
  }
  package static func formmethod(_ method: Method) -> HTMLAttribute {
    HTMLAttribute("formmethod", method.rawValue)
  }
  package static func formaction(_ address: Address) -> HTMLAttribute {
    HTMLAttribute("formaction", address.text)
  }

  /// `aria-NAME`.
  package static func aria(_ name: StaticString, _ value: String) -> HTMLAttribute {
    HTMLAttribute(prefix: "aria", name, value)
  }
  /// `data-NAME`, for scripts and style sheets.
  package static func data(_ name: StaticString, _ value: String) -> HTMLAttribute {
    HTMLAttribute(prefix: "data", name, value)
  }

  private init(prefix: StaticString, _ name: StaticString, _ value: String) {
    text = " \(prefix)-\(name)=\"\(MarkupText.escaped(value))\""
  }
}
