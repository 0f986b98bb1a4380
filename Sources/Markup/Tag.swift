/// The elements pages are made of. A tag is called like a function:
///
///     Tag.td(.class("number")) { run.name }
package enum Tag: String, Sendable, CaseIterable {
  case html, head, body, title, meta, link, script
  case header, nav, main, section, footer, figure, figcaption, div, span
  case h1, h2, h3, p, ul, ol, li, dl, dt, dd, pre, code, strong, small, time, bdi, img
  case table, caption, thead, tbody, tr, th, td
  case a, form, fieldset, legend, label, input, select, option, textarea, button, output
  case details, summary

  /// Whether the element has no content and no end.
  private var isVoid: Bool {
    switch self {
    case .meta, .link, .img, .input: true
    case .html, .head, .body, .title, .script, .header, .nav, .main, .section, .footer, .figure,
      .figcaption, .div, .span, .h1, .h2, .h3, .p, .ul, .ol, .li, .dl, .dt, .dd, .pre, .code,
      .strong, .small, .time, .bdi, .table, .caption, .thead, .tbody, .tr, .th, .td, .a, .form,
      .fieldset, .legend, .label, .select, .option, .textarea, .button, .output, .details,
      .summary:
      false
    }
  }

  /// The element with its content.
  package func callAsFunction(
    _ attributes: HTMLAttribute?..., @HTMLBuilder content: () throws -> HTML
  ) rethrows -> HTML {
    element(attributes, try content())
  }

  /// The element without content.
  package func callAsFunction(_ attributes: HTMLAttribute?...) -> HTML {
    element(attributes, .nothing)
  }

  private func element(_ attributes: [HTMLAttribute?], _ content: HTML) -> HTML {
    precondition(!isVoid || content.isEmpty, "<\(rawValue)> takes no content")
    var text = "<" + rawValue
    for case .some(let attribute) in attributes { text += attribute.text }
    text += ">"
    if isVoid { return HTML(written: text) }
    text += content.text
    text += "</"
    text += rawValue
    text += ">"
    return HTML(written: text)
  }
}
