import Markup

/// A curve as small as a word, without axes, for tables: an SVG element for a page.
///
/// - Parameter title: what the pointer shows, and what is read aloud.
package func sparklineSVG(
  _ values: [Double], title: String, width: Double = 96, height: Double = 20
) -> String {
  let series = Series(title, values: values)
  let x = Axis(covering: series.points.filter(\.isFinite).map(\.x), isTight: true)
  let y = Axis(covering: values, isTight: true)
  let frame = Frame(left: 2, right: width - 2, top: 2, bottom: height - 2)
  let path = series.pieces().map { piece in
    let places = piece.compactMap { frame.place($0, x, y) }
    return "M"
      + (places.count == 1 ? places + places : places)
      .map { "\(SVGText.number($0.x)) \(SVGText.number($0.y))" }.joined(separator: "L")
  }.joined()
  let size = "width=\"\(SVGText.number(width))\" height=\"\(SVGText.number(height))\""
  return """
    <svg class="convoy-spark" role="img" aria-label="\(MarkupText.escaped(title))" \(size) \
    viewBox="0 0 \(SVGText.number(width)) \(SVGText.number(height))"><title>\
    \(MarkupText.escaped(title))</title><path d="\(path)" fill="none" stroke="currentColor" \
    stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"/></svg>
    """
}
