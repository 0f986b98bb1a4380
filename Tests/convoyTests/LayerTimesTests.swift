import Foundation
import RunStore
import Testing

@testable import convoy

/// What takes how long: `run --profile`.
struct LayerTimesTests {
  private func withExperiment(_ body: (Program) throws -> Void) throws {
    try withProgram { convoy in
      try TrainingCommandTests.experiment.write(
        toFile: convoy.folder + "/tiny.yaml", atomically: true, encoding: .utf8)
      try body(convoy)
    }
  }

  private func columns(_ lines: [Substring]) -> [String] {
    lines.map { String($0.prefix { $0 != " " }) }
  }

  @Test func recordsAndShowsWhatTheLayersTook() throws {
    try withExperiment { convoy in
      let text = try convoy("run", "tiny.yaml", "--profile", "--quiet", "--json").output
      let run = try JSONDecoder().decode(RunRecord.self, from: Data(text.utf8))
      let time = try #require(run.metrics["time.conv_1.backward"])
      #expect(time.count == 2)
      #expect(time.direction == .min)
      let shown = try convoy("show", "tiny-1").output
      let tables = shown.components(separatedBy: "\n\n").map { $0.split(separator: "\n") }
      let metrics = try #require(tables.first { $0[0].hasPrefix("metric ") })
      #expect(!metrics.contains { $0.hasPrefix("time") })
      let times = try #require(tables.first { $0[0].hasPrefix("time, µs per image  ") })
      #expect(
        columns(Array(times[1...])) == [
          "conv_1", "dense_1", "flatten_1", "input", "kernels", "loss", "optimizer",
        ])
      let found = try convoy("list", "--where", "metrics.time.conv_1.backward > 0")
      #expect(found.output.contains("tiny-1"))
      #expect(found.errors == "")
    }
  }

  @Test func recordsNoTimesUnasked() throws {
    try withExperiment { convoy in
      try convoy("run", "tiny.yaml", "--quiet")
      try #expect(!convoy("show", "tiny-1").output.contains("µs per image"))
    }
  }
}
