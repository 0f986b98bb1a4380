import Foundation
import RunStore
import Testing

@testable import convoy

/// Losses that are no numbers, or without end: kept, shown, exported, and ranked last.
struct NoNumberTests {
  private func withRuns(_ body: (Program) throws -> Void) throws {
    try withProgram { convoy in
      let store = try RunStore(path: convoy.folder + "/convoy.sqlite")
      for (name, values) in [
        ("nan", [Double.nan]), ("good", [0.5, 0.25]), ("infinite", [.infinity]),
        ("mixed", [1, .nan]), ("below", [-.infinity]),
      ] {
        let run = try store.createRun(
          NewRun(
            name: name, experiment: "e", experimentText: "name: e\n", commandLine: [], seed: 1,
            params: [],
            environment: RunEnvironment(
              host: "h", os: "o", cpu: "c", isa: "avx2", threads: 1, swift: "6", convoy: "0"),
            dataset: DatasetInfo(
              name: "d", fingerprint: "f", train: 1, validation: 1, test: 1, classNames: []),
            model: ModelInfo(parameters: 1, mflop: 1), startedAt: SampleRuns.start))
        for (index, value) in values.enumerated() {
          try store.recordEpoch(
            run, epoch: index + 1, metrics: [("val_loss", value)], checkpoint: nil,
            at: SampleRuns.start)
        }
        try store.finish(run, status: .failed, at: SampleRuns.start)
      }
      try body(convoy)
    }
  }

  @Test func areShownAndExported() throws {
    try withRuns { convoy in
      try #expect(convoy("show", "nan").output.contains(#/\nval_loss +NaN +– +– /#))
      try #expect(convoy("show", "infinite").output.contains(#/\nval_loss +Infinity +– +– /#))
      let csv = try convoy("export").output
      for (name, epoch, text) in [
        ("nan", 1, "NaN"), ("infinite", 1, "Infinity"), ("mixed", 2, "NaN"),
        ("below", 1, "-Infinity"),
      ] {
        let line = csv.split(separator: "\n").first {
          $0.contains(",\(name),") && $0.contains(",\(epoch),val_loss,")
        }
        #expect(line?.hasSuffix(",\(text)") == true, "\(line ?? "")")
      }
      let json = try convoy("show", "mixed", "--json")
      #expect(json.output.contains("\"last\" : \"NaN\""))
    }
  }

  @Test func areRankedLast() throws {
    try withRuns { convoy in
      func names(_ arguments: String...) throws -> [Substring] {
        try convoy.run(arguments + ["--columns", "name"]).output.split(separator: "\n").dropFirst()
          .map { $0 }
      }
      let best = try convoy("best", "val_loss").output.split(separator: "\n").dropFirst()
      #expect(best.map { $0.split(separator: " ")[1] } == ["good", "mixed"])
      for order in [[], ["--asc"]] {
        let sorted = try names("list", "--sort", "metrics.val_loss", order.first ?? "--limit=100")
        #expect(Set(sorted.suffix(2)) == ["nan", "mixed"], "\(sorted)")
      }
    }
  }
}
