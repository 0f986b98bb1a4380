/// Which kernels convolutions may use.
public enum KernelChoice: String, CaseIterable, Hashable, Sendable {
  /// Winograd's tiles where the layer's shape allows them, the direct kernel elsewhere.
  case automatic
  /// The direct kernel everywhere, to see what the tiles change.
  case direct
}
