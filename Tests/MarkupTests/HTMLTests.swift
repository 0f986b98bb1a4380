import Testing

@testable import Markup

@Test(arguments: [
  ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
  (
    "</td></table><img src=x onerror=alert(1)>",
    "&lt;/td&gt;&lt;/table&gt;&lt;img src=x onerror=alert(1)&gt;"
  ),
  ("\" onmouseover=\"alert(1)", "&quot; onmouseover=&quot;alert(1)"),
  ("' autofocus onfocus='alert(1)", "&#39; autofocus onfocus=&#39;alert(1)"),
  ("&lt;", "&amp;lt;"), ("-->]]>", "--&gt;]]&gt;"),
  ("a\0b\u{1B}[31m\u{85}c", "a\u{FFFD}b\u{FFFD}[31m\u{FFFD}c"),
  ("a\nb\tc\r", "a\nb\tc "), ("Größe 猫 🐈", "Größe 猫 🐈"), ("", ""),
])
func escapesTextInContentAndAttributes(_ text: String, _ escaped: String) {
  #expect(Tag.td { text }.text == "<td>\(escaped)</td>")
  #expect(Tag.td(.title(text)).text == "<td title=\"\(escaped)\"></td>")
  #expect(Tag.input(.value(text)).text == "<input value=\"\(escaped)\">")
}

@Test func buildsElementsFromConditionsAndLoops() {
  let names = ["a", "<b>"]
  let html = HTML {
    Tag.h1 { "Runs" }
    if names.count > 1 { Tag.p(.class("count")) { "\(names.count)" } } else { "one" }
    if names.isEmpty { "none" }
    Tag.ul { for name in names { Tag.li { name } } }
    nil as HTML?
  }
  #expect(
    html.text == "<h1>Runs</h1><p class=\"count\">2</p><ul><li>a</li><li>&lt;b&gt;</li></ul>")
}

@Test func leavesOutAttributesThatAreNotSet() {
  #expect(
    Tag.input(.type("checkbox"), .checked(true), .selected(false)).text
      == "<input type=\"checkbox\" checked>")
}

@Test(arguments: [
  (Address(), "/"), (Address("runs", "a/../b"), "/runs/a%2F..%2Fb"),
  (
    Address(fields: [.init("where", "a = 'b&c'"), .init("run", "ü"), .init("run", "2")]),
    "/?where=a%20%3D%20%27b%26c%27&run=%C3%BC&run=2"
  ),
  (Address("javascript:alert(1)", fragment: "a b"), "/javascript%3Aalert%281%29#a%20b"),
])
func addressesStayOnTheServer(_ address: Address, _ text: String) {
  #expect(address.text == text)
  #expect(Tag.a(.href(address)).text.hasPrefix("<a href=\"/"))
}

@Test func nothingButAddressesIsTrusted() {
  #expect(HTML(written: "<svg/>").text == "<svg/>")
  #expect(HTML("<svg/>").text == "&lt;svg/&gt;")
}
