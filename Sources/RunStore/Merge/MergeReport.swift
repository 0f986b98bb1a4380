/// What came, or would come, from another store.
public struct MergeReport: Sendable, Hashable, Encodable {
  /// A run of the other store.
  public struct Run: Sendable, Hashable, Encodable {
    /// The same in both stores.
    public var id: RunIdentifier
    /// Its name here.
    public var name: String
    /// Its name there, where another run has that name here.
    public var renamedFrom: String?
  }

  /// Runs that are new here.
  public var taken: [Run] = []
  /// Runs that are here already; they stay as they are here.
  public var known = 0
  /// Of these, the ones that have come further there or here.
  public var differing: [Run] = []
  /// Runs that are still being recorded, which are left out.
  public var running: [Run] = []
  /// Runs with rows on damaged pages or spoiled tensors, which are left out.
  public var damaged: [Run] = []
  /// Tensors that are new here, and their bytes.
  public var tensors = 0, tensorBytes = 0
}
