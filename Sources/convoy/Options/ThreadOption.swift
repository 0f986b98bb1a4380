import ArgumentParser

/// `--threads`, for every command that computes.
struct ThreadOption: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Worker threads (default: the cores this process may use).", valueName: "n"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads: \(threads); 1 to 1024 are accepted")
    }
  }
}
