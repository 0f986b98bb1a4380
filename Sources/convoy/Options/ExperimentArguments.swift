import ArgumentParser
import Training

/// `FILE [NAME=VALUE …]`, for every command that takes an experiment.
struct ExperimentArguments: ParsableArguments {
  @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Argument(
    help: ArgumentHelp(
      "Settings to change: depth=64, training.batch=128, model.0.conv.depth=64.",
      valueName: "name=value"))
  var overrides: [String] = []

  func validate() throws {
    if let odd = overrides.first(where: { !$0.contains("=") }) {
      throw ValidationError("settings: \"\(odd)\" sets nothing; NAME=VALUE is accepted")
    }
  }

  /// The experiment with these settings, then `further` ones.
  func read(_ further: [String] = []) throws -> ExperimentSpec {
    try ExperimentSpec(contentsOf: file, overrides: overrides + further)
  }
}
