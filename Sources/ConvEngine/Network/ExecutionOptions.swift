/// How a network runs on this machine. Nothing here changes the bits of a result except the portable
/// instruction-set level, which rounds products and sums separately.
public struct ExecutionOptions: Sendable {
  /// Threads that compute, at least 1.
  public var threads: Int
  /// Whose kernels run.
  public var instructionSet: InstructionSet

  /// - Parameters:
  ///   - threads: the cores this process may use where nothing is said.
  ///   - instructionSet: the fastest this processor has where nothing is said.
  public init(threads: Int? = nil, instructionSet: InstructionSet = .best) {
    self.threads = max(1, threads ?? Self.availableCores)
    self.instructionSet = instructionSet
  }

  /// The cores this process may use: its affinity mask, and its control group's quota if smaller.
  public static var availableCores: Int { WorkerPool.availableCores }
}
