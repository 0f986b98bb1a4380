import Markup

/// How a chart stands in its surroundings.
package struct SVGOptions: Sendable, Hashable {
  /// Units, which are pixels unless the chart is scaled.
  package var width: Double
  package var height: Double
  /// Whether the chart paints its own background: as a file of its own, not within a page that has one.
  package var isStandalone: Bool
  /// Whether the chart brings its rules along; a page's style sheet may have them instead (`ChartSheet`).
  package var hasStyle = true

  package init(width: Double = 720, height: Double = 400, isStandalone: Bool = true) {
    self.width = width
    self.height = height
    self.isStandalone = isStandalone
  }
}

/// The rules of every chart, for style sheets of pages whose charts come without.
package enum ChartSheet {
  /// CSS.
  package static var bytes: [UInt8] { Array((ChartStyle.sheet + "\n").utf8) }
}

enum ChartStyle {
  /// The rules of every chart. They are bound to the class of the chart, because within a page the
  /// rules of one `style` element reach all of it.
  static let sheet: String = {
    var light = """
      .convoy-chart{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;
      max-width:100%;height:auto}
      .convoy-chart .back{fill:\(SeriesColor.lightBackground)}
      .convoy-chart text{fill:#3d444d}
      .convoy-chart .title{fill:#1f2328;font-weight:600;font-size:14px}
      .convoy-chart .grid{stroke:#d8dee4;stroke-width:1;fill:none}
      .convoy-chart .axis{stroke:#6e7781;stroke-width:1;fill:none}
      .convoy-chart .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
      .convoy-chart .faint{stroke-opacity:.3;stroke-width:1.5}
      .convoy-chart .thin{stroke-width:1.5;stroke-opacity:.75}
      .convoy-chart .thin:hover{stroke-width:4;stroke-opacity:1}

      """
    var dark = """
      .convoy-chart .back{fill:\(SeriesColor.darkBackground)}
      .convoy-chart text{fill:#b7bfc8}
      .convoy-chart .title{fill:#e6edf3}
      .convoy-chart .grid{stroke:#2d333b}
      .convoy-chart .axis{stroke:#8b949e}

      """
    for (index, color) in SeriesColor.all.enumerated() {
      light += rules(index, color.light)
      dark += rules(index, color.dark)
    }
    light += """
      .convoy-chart .spot{stroke:none}
      .convoy-chart .hit{fill:transparent;stroke:none}
      .convoy-chart .hit:hover{fill:currentColor;fill-opacity:.35}

      """
    return light + "@media (prefers-color-scheme:dark){\n" + dark + "}"
  }()

  private static func rules(_ index: Int, _ color: String) -> String {
    ".convoy-chart .line.s\(index){stroke:\(color)}.convoy-chart .s\(index){color:\(color)}"
      + ".convoy-chart .spot.s\(index){fill:\(color)}\n"
  }

  /// The class of a series' elements.
  static func seriesClass(_ series: Int) -> String { "s\(series % SeriesColor.all.count)" }

  /// A whole document around `body`.
  static func document(
    _ options: SVGOptions, title: String, description: String, body: SVGText
  ) -> String {
    let width = SVGText.number(options.width)
    let height = SVGText.number(options.height)
    let label = MarkupText.escaped(title + ". " + description)
    var text = """
      <svg xmlns="http://www.w3.org/2000/svg" class="convoy-chart" role="img" aria-label="\(label)" \
      width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)">

      """
    if options.hasStyle { text += "<style>\(sheet)</style>\n" }
    if options.isStandalone { text += "<rect class=\"back\" width=\"100%\" height=\"100%\"/>\n" }
    return text + body.text + "</svg>\n"
  }
}
