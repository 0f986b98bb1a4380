import Testing

@testable import Charts

struct PlotLinesTests {
  private func lines(
    _ chart: Chart, width: Int = 30, height: Int = 8, isMarked: Bool = false
  ) -> [String] {
    chart.plotLines(width: width, height: height, isMarked: isMarked) { $1 }
  }

  @Test func drawsACurveBetweenAxes() {
    let chart = Chart("a", by: "epoch", [Series("r", values: [0, 1, 2, 3, 4])])
    #expect(
      lines(chart) == [
        "4 ┤                       ⣀⠤⠒⠉",
        "  │                  ⢀⡠⠤⠒⠉",
        "  │              ⢀⡠⠔⠊⠁",
        "2 ┤         ⣀⡠⠔⠒⠉⠁",
        "  │    ⣀⠤⠒⠊⠉",
        "0 ┤⣀⠤⠒⠉",
        "  └──────┬─────────────┬──────",
        "         2             4",
      ])
  }

  @Test(arguments: [1, 10, 19, 20, 21, 80, 200], [1, 3, 4, 5, 24])
  func fitsAnySize(width: Int, height: Int) {
    let chart = Chart(
      "a", by: "epoch",
      [Series("r", values: [1e-7, 3, .nan, 2e9]), Series("s", values: [5]), Series("t", [])])
    for scale in AxisScale.allCases {
      var chart = chart
      chart.yScale = scale
      let lines = lines(chart, width: width, height: height, isMarked: true)
      #expect(lines.count == max(4, height))
      for line in lines { #expect(line.count <= max(20, width), "\(line)") }
    }
  }

  @Test func marksCurvesWithLettersWithoutColours() {
    let chart = Chart(
      "a", by: "epoch", [Series("r", values: [0, 1, 2, 3]), Series("s", values: [3, 2, 1, 0])])
    let text = lines(chart, isMarked: true).joined()
    #expect(text.contains("A") && text.contains("B"))
    #expect(!lines(chart).joined().contains("A"))
  }

  @Test func paintsEachStretchInItsSeriesColour() {
    let chart = Chart(
      "a", by: "epoch", [Series("r", values: [0, 0, 0]), Series("s", values: [4, 4, 4])])
    let lines = chart.plotLines(width: 30, height: 8, isMarked: false) { part, text in
      switch part {
      case .axis: text
      case .series(let index): "<\(index)\(text)>"
      }
    }
    #expect(lines.contains { $0.contains("<1⠉") })
    #expect(lines.contains { $0.contains("<0⣀") })
  }
}
