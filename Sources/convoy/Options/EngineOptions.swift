public import ArgumentParser
public import ConvEngine

extension InstructionSet: ExpressibleByArgument {}

/// `--threads` and `--isa`, for every command that computes.
struct EngineOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Worker threads (default: the cores this process may use).", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "The instruction set of the kernels (default: the fastest this processor has).",
      valueName: "level"))
  var isa: InstructionSet?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads: \(threads); 1 to 1024 are accepted")
    }
    if let isa, !InstructionSet.available.contains(isa) {
      let available = InstructionSet.available.map(\.rawValue).joined(separator: ", ")
      throw ValidationError(
        "--isa: this processor has no \(isa.rawValue); \(available) is accepted")
    }
  }

  /// How the engine is to run.
  var execution: ExecutionOptions {
    ExecutionOptions(threads: threads, instructionSet: isa ?? .best)
  }
}
