public import ArgumentParser
public import ConvEngine

extension InstructionSet: ExpressibleByArgument {}

/// `--threads` and `--isa`, for every command that computes.
struct EngineOptions: ParsableArguments {
  @OptionGroup var threading: ThreadOption

  @Option(
    help: ArgumentHelp(
      "The instruction set of the kernels (default: the fastest this processor has).",
      valueName: "level"))
  var isa: InstructionSet?

  func validate() throws {
    if let isa, !InstructionSet.available.contains(isa) {
      let available = InstructionSet.available.map(\.rawValue).joined(separator: ", ")
      throw ValidationError(
        "--isa: this processor has no \(isa.rawValue); \(available) is accepted")
    }
  }

  /// nil for as many as there are cores.
  var threads: Int? { threading.threads }

  /// How the engine is to run.
  var execution: ExecutionOptions {
    ExecutionOptions(threads: threads, instructionSet: isa ?? .best)
  }
}
