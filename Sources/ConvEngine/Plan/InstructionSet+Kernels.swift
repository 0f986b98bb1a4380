import KernelTypes
import Kernels

#if arch(x86_64)
  import KernelsAVX2
  import KernelsAVX512
#endif

extension InstructionSet {
  /// The kernels of this level, which must be among `available`: touching those of another one may
  /// run instructions this processor lacks.
  var kernels: KernelTable {
    #if arch(x86_64)
      switch self {
      case .portable: Kernels.kernelTable
      case .avx2: KernelsAVX2.kernelTable
      case .avx512: KernelsAVX512.kernelTable
      }
    #else
      Kernels.kernelTable
    #endif
  }

  /// The register block a product of this size runs in, as `rows×vectors`.
  func block(rows: Int, columns: Int) -> String {
    let limit = kernels.block.rows
    let blocks = (rows + limit - 1) / limit
    let vectors = min(kernels.block.vectors, (columns + kernels.lanes - 1) / kernels.lanes)
    return "\((rows + blocks - 1) / blocks)×\(vectors)"
  }
}
