/// The store in numbers.
public struct StoreInfo: Codable, Sendable {
  /// The database as it was named.
  public let path: String
  /// The number of migrations the file has seen.
  public let schemaVersion: Int
  /// The version of the SQLite library in use.
  public let sqliteVersion: String
  /// `wal`, or `delete` on a network file system.
  public let journalMode: String
  /// Bytes of a page of the file.
  public let pageSize: Int
  /// Bytes of the file, without its write-ahead log, and how many of them are unused.
  public let bytes, freeBytes: Int
  /// Runs that are not in the trash, and runs that are.
  public let runs, deletedRuns: Int
  /// Values of all metrics of all runs.
  public let metricValues: Int
  /// Distinct tensors, and the bytes they take.
  public let tensors, tensorBytes: Int
  /// Checkpoints that share these tensors.
  public let checkpoints: Int
}

/// What emptying the trash gives back, or would.
public struct PurgeReport: Codable, Sendable, Hashable {
  /// Runs removed for good.
  public let runs: Int
  /// Tensors no other run uses.
  public let tensors: Int
  /// Bytes of these tensors.
  public let bytes: Int
}
