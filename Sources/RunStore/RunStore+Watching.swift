internal import GRDB

extension RunStore {
  /// A number that is another one after any other store or program has changed the database; asking costs
  /// next to nothing. What this store writes itself does not change it, nor does a run that crashes.
  public func dataVersion() throws(StoreError) -> Int {
    try read { db in try Int.fetchOne(db, sql: "PRAGMA data_version") ?? 0 }
  }
}
