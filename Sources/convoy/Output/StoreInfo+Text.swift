import RunStore

extension StoreInfo {
  /// The store's numbers, a line each.
  var table: TextTable {
    TextTable(
      [.text(""), .text("")],
      rows: [
        ["file", .init(path)],
        ["size", .init("\(Format.bytes(bytes)), \(Format.bytes(freeBytes)) of it unused")],
        ["runs", .init("\(Format.count(runs)), and \(Format.count(deletedRuns)) in the trash")],
        ["metric values", .init(Format.count(metricValues))],
        ["checkpoints", .init(Format.count(checkpoints))],
        ["tensors", .init("\(Format.count(tensors)), \(Format.bytes(tensorBytes))")],
        ["schema version", .init(String(schemaVersion))],
        [
          "SQLite",
          .init("\(sqliteVersion), journal \(journalMode), pages of \(Format.bytes(pageSize))"),
        ],
      ], showsTitles: false)
  }
}
