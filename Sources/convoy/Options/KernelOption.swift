public import ArgumentParser
public import ConvEngine

extension KernelChoice: ExpressibleByArgument {}

/// `--kernels`, for every command that lays out a network.
struct KernelOption: ParsableArguments {
  @Option(
    name: .customLong("kernels"),
    help: ArgumentHelp(
      "Kernels of the convolutions: automatic, or direct for no Winograd tiles (default: the "
        + "experiment's, else automatic).",
      valueName: "choice"))
  var choice: KernelChoice?

  /// The choice as a setting of an experiment; none where nothing was said.
  var overrides: [String] { choice.map { ["training.kernels=\($0.rawValue)"] } ?? [] }
}
