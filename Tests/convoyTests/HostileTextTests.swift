import Foundation
import RunStore
import Testing

/// Texts meant for SQL, a shell, a path or a terminal, wherever the user can give one: they are names like
/// any other, or refused; nothing else happens.
struct HostileTextTests {
  static let texts = [
    "x'; DROP TABLE run; --", "x\" OR \"1\"=\"1", "%", "../../outside", "/etc/passwd",
    "$(touch outside)`touch outside`", "x\u{1B}[2J\u{202E}y", "x` = 1; DELETE FROM run; --", "-x",
    String(repeating: "é", count: 5000),
  ]

  /// A command, with `TEXT` where the text goes; behind `--` where it might be a flag.
  static let commands = [
    "run experiment.yaml --quiet --name TEXT", "run experiment.yaml --quiet --tag TEXT=TEXT",
    "run experiment.yaml --quiet --note=TEXT", "run experiment.yaml --quiet -- depth=TEXT",
    "note cnn-1 TEXT", "tag cnn-1 +TEXT", "rename cnn-1 -- TEXT", "show -- TEXT",
    "export -- TEXT", "delete -- TEXT", "best -- TEXT", "list --where name=TEXT",
    "list --where `TEXT`=1", "list --sort=params.`TEXT`", "list --columns=TEXT",
    "import runs.csv --experiment=TEXT", "import -- TEXT", "merge -- TEXT", "restore -- TEXT",
    "weights list cnn-1 --checkpoint=TEXT", "log -- TEXT", "resume -- TEXT", "reproduce -- TEXT",
    "show --experiment -- TEXT",
  ]

  static let experiment = """
    name: tiny
    dataset: {name: shapes, train: 20, test: 10, seed: 1}
    hyperparameters: {depth: 1}
    model: [{conv: {depth: $depth, kernel: 3, stride: 16}}, flatten, {dense: {units: 10}}]
    training: {epochs: 1, batch: 20}
    """

  @Test(arguments: texts.indices)
  func isATextLikeAnyOther(_ index: Int) throws {
    let text = Self.texts[index]
    try withSampleRuns { convoy in
      let inside = convoy.folder + "/inside/deep"
      try FileManager.default.createDirectory(atPath: inside, withIntermediateDirectories: true)
      let program = Program(folder: inside)
      try FileManager.default.moveItem(
        atPath: convoy.folder + "/convoy.sqlite", toPath: inside + "/convoy.sqlite")
      try Self.experiment.write(
        toFile: inside + "/experiment.yaml", atomically: true, encoding: .utf8)
      let rows = "run_id,run_name,status,started_at,epoch,metric,value\n"
      try rows.write(toFile: inside + "/runs.csv", atomically: true, encoding: .utf8)
      for command in Self.commands {
        let words = command.split(separator: " ").map { String($0).replacing("TEXT", with: text) }
        let result = try program.run(words)
        #expect([0, 1, 64, 65, 66].contains(result.status), "\(command): \(result.status)")
        #expect(
          result.status == 0
            || result.errors.split(separator: "\n").last?.hasPrefix("convoy: ") == true)
        #expect(!result.errors.contains("\u{1B}"), "\(command)")
      }
      let check = try program("db", "check")
      #expect(check.status == 0, "\(check.output)")
      // Only what the commands themselves make is there.
      for (folder, expected) in [
        (convoy.folder, ["inside"]), (convoy.folder + "/inside", ["deep"]),
      ] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
          .filter { !$0.hasPrefix("convoy.sqlite") && !$0.hasPrefix(".") }
        #expect(names == expected)
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: inside)
        .filter { !$0.hasPrefix("convoy.sqlite") }
      #expect(names.sorted() == ["experiment.yaml", "runs.csv"])
      let store = try RunStore(path: inside + "/convoy.sqlite", access: .readOnly)
      let runs = try store.runs()
      #expect(runs.contains { $0.name == "mlp-1" } && runs.contains { $0.name.hasPrefix("wild") })
      #expect(runs.contains { $0.note == text })
    }
  }

  @Test(arguments: [
    (["hidden=1000000", "model.0.conv.depth=160"], "40960000000 bytes"),
    (["model.0.conv.depth=1000000", "model.1.conv.depth=1000000"], "36008 GB"),
  ])
  func aNetworkBeyondAllMemoryIsRefusedWithItsSize(_ settings: [String], _ size: String) throws {
    try withProgram { convoy in
      let text = """
        name: huge
        dataset: {name: shapes, train: 20, test: 10, seed: 1}
        hyperparameters: {hidden: 10}
        model:
          - conv: {depth: 8, kernel: 3, padding: same}
          - conv: {depth: 160, kernel: 3, padding: same}
          - max_pool: {size: 4}
          - flatten
          - dense: {units: $hidden}
          - dense: {units: 10}
        training: {epochs: 1}
        """
      try text.write(
        toFile: convoy.folder + "/huge.yaml", atomically: true, encoding: .utf8)
      let result = try convoy.run(["run", "huge.yaml", "--quiet"] + settings)
      #expect(result.status == 65 || result.status == 64)
      #expect(result.errors.contains(size), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count == 1)
      // Refused before a run is recorded.
      let runs = try convoy("list", "--json")
      #expect(runs.status == 66 || runs.output == "[\n\n]\n")
    }
  }
}
