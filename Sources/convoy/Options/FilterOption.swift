import ArgumentParser
import RunStore

/// `--where`, for every command that chooses among runs.
struct FilterOption: ParsableArguments {
  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only runs that fit, such as \"metrics.val_accuracy > 0.75 and params.depth = 32\".",
      valueName: "expr"))
  var text: String?

  /// The filter, read when it is needed.
  func filter() throws -> Filter? { try text.map { try Filter(parsing: $0) } }
}
