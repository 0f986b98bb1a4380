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
    name: .customLong("checkpoint"),
    help: ArgumentHelp(
      "Which weights: best, last, or an epoch's number. (default: last)", valueName: "which"),
    completion: .list(["best", "last"]))
  var given: CheckpointChoice?

  var checkpoint: CheckpointChoice { given ?? .last }
}
