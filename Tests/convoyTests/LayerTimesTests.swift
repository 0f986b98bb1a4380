import Foundation
import RunStore
import Testing

@testable import convoy

/// What takes how long: `bench --layers` and `run --profile`.
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

  @Test func printsWhatTheLayersOfAnExperimentTake() throws {
    try withExperiment { convoy in
      let arguments = ["bench", "--layers", "tiny.yaml", "depth=2", "--runs=1", "--seconds=0.01"]
      let table = try convoy.run(arguments + ["--threads", "1", "--isa", "portable"])
      #expect(table.status == 0, "\(table.errors)")
      let lines = table.output.split(separator: "\n")
      #expect(lines[0].hasPrefix("portable, "))
      #expect(
        columns(Array(lines[1...])) == [
          "layer", "input", "conv_1", "flatten_1", "dense_1", "loss", "kernels", "optimizer",
          "total", String(lines[10].prefix { $0 != " " }),
        ])
      #expect(lines[10].contains(" images/s at batch 16 on 1 thread; "), "\(lines[10])")

      let text = try convoy.run(arguments + ["--json", "--batch", "8"]).output
      let report = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      #expect(report["batch"] as? Int == 8)
      let parts = try #require(report["parts"] as? [[String: Any]])
      let convolution = try #require(parts.first { $0["name"] as? String == "conv_1" })
      #expect(convolution["output"] as? String == "15×15×2")
      let forward = try #require(convolution["forward"] as? [String: Double])
      #expect(forward.values.allSatisfy { $0 > 0 })
      #expect(Set(forward.keys) == ["microseconds", "gigaflops", "shareOfPeak"])
    }
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
