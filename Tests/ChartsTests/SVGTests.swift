import Foundation
import FoundationXML
import Testing

@testable import Charts

struct SVGTests {
  private let hostile = "</svg><script>alert(\"1\")</script>&'\u{1}日本"

  /// The names of the elements; fails where the text is no XML.
  private func elements(_ svg: String) throws -> [String] {
    final class Names: NSObject, XMLParserDelegate {
      var names: [String] = []
      func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String] = [:]
      ) { names.append(name) }
    }
    let names = Names()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = names
    #expect(parser.parse(), "\(String(describing: parser.parserError)): \(svg.prefix(400))")
    return names.names
  }

  private var documents: [String] {
    var chart = Chart(hostile, by: hostile, [Series(hostile, values: [1, .nan, 2, 3, .infinity])])
    chart.smoothing = 0.5
    let dots = [
      ScatterChart.Dot(x: .text(hostile), y: 1, name: hostile),
      ScatterChart.Dot(x: .number(2), y: .nan, name: "b"),
    ]
    let parallel = ParallelChart(
      [.init(hostile), .init("depth", scale: .log), .init("loss")],
      [
        .init(hostile, [.text(hostile), .number(32), .number(0.5)]),
        .init("b", [nil, .number(64), .number(0.4)]), .init("c", [nil, nil, nil]),
      ])
    return [
      chart.svg(), ScatterChart(hostile, by: hostile, dots).svg(), parallel.svg(),
      sparklineSVG([1, .nan, 3], title: hostile), Chart("a", by: "b", []).svg(),
      ParallelChart([], []).svg(), sparklineSVG([], title: ""),
    ]
  }

  @Test func isXMLWithoutScriptsOrReferencesWhateverTheNames() throws {
    for document in documents {
      let names = try elements(document)
      #expect(names.first == "svg")
      #expect(Set(names).isSubset(of: ["svg", "style", "rect", "path", "text", "title", "circle"]))
      let withoutNamespace = document.replacing("http://www.w3.org/2000/svg", with: "")
      #expect(!withoutNamespace.contains("http"))
      #expect(!document.contains("NaN ") && !document.contains(" inf") && !document.contains("nan"))
    }
  }

  @Test func leavesGapsWhereValuesAreMissing() {
    let svg = Chart("a", by: "epoch", [Series("r", values: [1, 2, .nan, 3, .infinity, 4, 5])]).svg()
    let line = svg.split(separator: "\n").first { $0.contains("class=\"line s0\"") } ?? ""
    // Three pieces; the one of a single value is a dot: a line to its own place.
    #expect(line.count { $0 == "M" } == 3)
    let dot = line.split(separator: "M")[2].prefix { $0 != "\"" && $0 != "M" }.split(separator: "L")
    #expect(dot.count == 2 && dot.first == dot.last)
  }

  @Test func thinsLongCurvesWithoutLosingPeaks() throws {
    var values = (0..<100_000).map { Double($0 % 7) }
    values[54_321] = 1000
    let svg = Chart("a", by: "step", [Series("r", values: values)]).svg()
    #expect(svg.utf8.count < 60_000)
    // The peak is at the upper end of the axis.
    #expect(svg.contains(" 40L"))
  }

  @Test func tellsValuesUnderThePointer() {
    let svg = Chart("val_loss", by: "epoch", [Series("cnn-1", values: [0.123456])]).svg()
    #expect(svg.contains("<title>cnn-1, epoch 1: 0.12346</title>"))
    #expect(svg.contains("cnn-1: 1 values, first 0.1235"))
  }

  @Test func leavesTheBackgroundToThePageItStandsIn() {
    let chart = Chart("a", by: "b", [])
    #expect(chart.svg().contains("class=\"back\" "))
    #expect(!chart.svg(SVGOptions(isStandalone: false)).contains("class=\"back\" "))
  }
}
