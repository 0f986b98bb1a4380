import ArgumentParser
import Datasets

/// `--data`, for every command that reads images.
struct DataOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "The folder of the data set (default: $CONVOY_DATA, else the cache folder).",
      valueName: "dir"),
    completion: .directory)
  var folder: String?

  func validate() throws {
    if folder == "" { throw ValidationError("--data: an empty name; a folder is accepted") }
  }

  /// Where images are looked for.
  var location: DataLocation {
    DataLocation(explicit: folder, environment: Surroundings.dataVariables)
  }
}
