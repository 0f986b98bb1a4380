/// What a repair did and what it could not do.
public struct RepairReport: Sendable, Hashable, Encodable {
  /// The database as it was before; nil where nothing was to be mended.
  public var copy: String?
  /// One line for each thing that was mended.
  public var repaired: [String] = []
  /// What is still wrong.
  public var left: [StoreProblem] = []
}
