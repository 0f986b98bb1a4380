import CMachine

/// An instruction-set level the kernels are built for, the slowest first.
public enum InstructionSet: String, CaseIterable, Hashable, Sendable {
  /// What every processor of this architecture has; multiplies and adds separately.
  case portable
  /// 8 lanes with fused multiply-add (Haswell and later, Zen and later).
  case avx2
  /// 16 lanes with fused multiply-add (Skylake servers and later, Zen 4 and later).
  case avx512

  /// The levels this processor can run, the slowest first.
  public static var available: [InstructionSet] {
    allCases.filter { level in
      switch level {
      case .portable: true
      case .avx2: machine_has_avx2_fma()
      case .avx512: machine_has_avx512()
      }
    }
  }

  /// The fastest level this processor can run.
  public static var best: InstructionSet { available.last ?? .portable }
}
