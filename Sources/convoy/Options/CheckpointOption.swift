public import ArgumentParser
public import RunStore

extension CheckpointChoice: ExpressibleByArgument {
  /// `best`, `last`, or an epoch's number.
  public init?(argument: String) {
    self.init(argument)
  }
}

/// `--checkpoint`, for every command that reads weights.
struct CheckpointOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which weights: best, last, or an epoch's number.", valueName: "which"),
    completion: .list(["best", "last"]))
  var checkpoint = CheckpointChoice.last
}
