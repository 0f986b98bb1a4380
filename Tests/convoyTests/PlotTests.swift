import Charts
import Foundation
import Testing

@testable import convoy

struct PlotTests {
  static let recorded: [(name: String, arguments: [String])] = [
    ("plot", ["plot", "val_accuracy", "cnn-1", "mlp-1"]),
    ("plot-log", ["plot", "train_loss", "cnn-1", "--log", "--smooth", "0.6"]),
    ("plot-json", ["plot", "val_loss", "mlp-1", "wild \"run\", 日本", "--json"]),
    ("plot-svg", ["plot", "val_accuracy", "cnn-1", "mlp-1", "--x", "seconds", "-o", "-"]),
  ]

  @Test(arguments: recorded.map(\.name))
  func printsAsRecorded(name: String) throws {
    let arguments = try #require(Self.recorded.first { $0.name == name }).arguments
    try withSampleRuns { convoy in
      let result = try convoy.run(arguments)
      #expect(result.status == 0, "\(result.errors)")
      let text = result.output.replacing(
        #/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/#, with: "ID")
      try expectRecorded(text, "Printed/\(name).txt")
    }
  }

  @Test func choosesRunsByAFilterOrOfTheNamedOnes() throws {
    try withSampleRuns { convoy in
      let all = try convoy("plot", "val_loss", "--where", "name like '%-1'", "-o", "-")
      #expect(all.output.contains(">mlp-1<") && all.output.contains(">cnn-1<"))
      let one = try convoy(
        "plot", "val_loss", "cnn-1", "mlp-1", "--where", "params.depth = 32", "-o", "-")
      #expect(!one.output.contains(">mlp-1<") && one.output.contains(">cnn-1<"))
      try #expect(convoy("plot", "val_loss", "--where", "name = 'nix'").errors == "No runs.\n")
    }
  }

  @Test func tellsOfRunsWithoutTheMetricAndOfValuesWithoutPlace() throws {
    try withSampleRuns { convoy in
      let some = try convoy("plot", "test_accuracy", "cnn-1", "wild \"run\", 日本")
      #expect(some.errors == "note: wild \"run\", 日本: records no test_accuracy\n")
      let none = try convoy("plot", "test_accuracy", "wild \"run\", 日本")
      #expect(none.status == 66)
      #expect(
        none.errors.hasPrefix("convoy: metric \"test_accuracy\": none of these runs records it"))
    }
  }

  @Test(arguments: [
    (["plot", "val_loss"], "convoy: plot: no run; "),
    (["plot", "val_loss", "cnn-1", "--smooth", "1"], "convoy: --smooth: 1.0; 0 to 0.999 is "),
    (
      ["plot", "val_loss", "cnn-1", "-o", "a.png"], "convoy: --output: \"a.png\"; a name that ends "
    ),
    (
      ["plot", "val_loss", "cnn-1", "--x", "days"], "convoy: plot: the value 'days' is invalid for "
    ),
  ])
  func saysWhatIsAccepted(arguments: [String], line: String) throws {
    try withSampleRuns { convoy in
      let result = try convoy.run(arguments)
      #expect(result.status == 64)
      #expect(result.errors.hasPrefix(line), "\(result.errors)")
    }
  }

  @Test(arguments: [(20, 8), (40, 12), (80, 23), (200, 60)])
  func fitsTheTerminal(width: Int, height: Int) {
    let names = (1...30).map { "a run with quite a long name and 日本語 in it \($0)" }
    for count in [1, 3, 30] {
      let chart = Chart(
        "val_accuracy", by: "epoch",
        names.prefix(count).enumerated().map { Series($1, values: [0.1, Double($0), 0.5]) })
      for isColoured in [false, true] {
        let lines = chart.lines(
          for: Destination(palette: Palette(isEnabled: isColoured), width: width, height: height),
          height: height)
        #expect(lines.count <= height)
        for line in lines {
          let bare = line.replacing(#/\u{1B}\[[0-9;]*m/#, with: "")
          #expect(bare.displayWidth < max(width, 22), "\(bare)")
        }
      }
    }
  }
}
