public import ArgumentParser
public import RunStore

extension CheckpointChoice: ExpressibleByArgument {
  /// `best`, `last`, or an epoch's number.
  public init?(argument: String) {
    switch argument {
    case "best": self = .best
    case "last": self = .last
    default:
      guard let epoch = Int(argument), epoch >= 0 else { return nil }
      self = .epoch(epoch)
    }
  }
}

/// `--checkpoint`, for every command that reads weights.
struct CheckpointOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which weights: best, last, or an epoch's number.", valueName: "which"),
    completion: .list(["best", "last"]))
  var checkpoint: CheckpointChoice
}
