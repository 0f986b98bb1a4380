import ArgumentParser
import ConvEngine
import Datasets
import Workbench

/// `--name`, `--tag` and `--note`, for every command that makes a run.
struct NamingOptions: ParsableArguments {
  @Option(
    name: .customLong("tag"), help: ArgumentHelp("A tag; may be repeated.", valueName: "tag"))
  var tags: [String] = []

  @Option(help: "The run's name (default: the experiment's with a number).")
  var name: String?

  @Option(help: ArgumentHelp("A note kept with the run.", valueName: "text"))
  var note: String?

  /// What a launch needs to know from the command line.
  func launchOptions(
    data: DataLocation, execution: ExecutionOptions = ExecutionOptions()
  ) -> LaunchOptions {
    LaunchOptions(
      data: data, execution: execution, name: name, tags: tags, note: note,
      commandLine: ["convoy"] + CommandLine.arguments.dropFirst())
  }
}
