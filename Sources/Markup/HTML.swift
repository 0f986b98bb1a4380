/// A piece of HTML. Text is escaped where it comes in and attributes are always quoted, so that whatever
/// people call their runs, pages stay what they are; `init(written:)` is the only way around that.
package struct HTML: Sendable, Hashable {
  /// The HTML as it is sent.
  package private(set) var text: String

  /// A text as it is to be read: nothing of it is markup.
  package init(_ text: String) { self.text = MarkupText.escaped(text) }

  /// HTML that is written already, such as a chart's SVG; nothing of it is escaped.
  package init(written text: String) { self.text = text }

  /// What the builder's body puts together.
  package init(@HTMLBuilder _ content: () throws -> HTML) rethrows { self = try content() }

  package static let nothing = HTML(written: "")

  package var isEmpty: Bool { text.isEmpty }

  package static func += (a: inout HTML, b: HTML) { a.text += b.text }
}

/// Puts HTML together from elements, texts (which it escapes), conditions and loops.
@resultBuilder
package enum HTMLBuilder {
  package static func buildExpression(_ text: String) -> HTML { HTML(text) }
  package static func buildExpression(_ html: HTML) -> HTML { html }
  package static func buildExpression(_ html: HTML?) -> HTML { html ?? .nothing }

  package static func buildBlock(_ parts: HTML...) -> HTML { buildArray(parts) }
  package static func buildOptional(_ part: HTML?) -> HTML { part ?? .nothing }
  package static func buildEither(first part: HTML) -> HTML { part }
  package static func buildEither(second part: HTML) -> HTML { part }

  package static func buildArray(_ parts: [HTML]) -> HTML {
    parts.reduce(into: .nothing) { $0 += $1 }
  }
}
