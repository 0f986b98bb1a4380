import ArgumentParser
import Training

/// `--layers FILE [NAME=VALUE …]`: an experiment that need not be there.
struct LayersOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Measure the layers of this experiment, on random pixels.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var layers: String?

  @Argument(
    help: ArgumentHelp(
      "Settings of that experiment to change: depth=64, training.batch=128.",
      valueName: "name=value"))
  var overrides: [String] = []

  func validate() throws {
    if layers == nil, let odd = overrides.first {
      throw ValidationError("settings: \"\(odd)\" of no experiment; --layers FILE is accepted")
    }
    if let odd = overrides.first(where: { !$0.contains("=") }) {
      throw ValidationError("settings: \"\(odd)\" sets nothing; NAME=VALUE is accepted")
    }
  }

  /// The experiment with these settings, then `further` ones; nil if none is named.
  func read(_ further: [String]) throws -> ExperimentSpec? {
    try layers.map { try ExperimentSpec(contentsOf: $0, overrides: overrides + further) }
  }
}
