internal import GRDB

extension RunStore {
  /// The runs that are best in some sense: no other run is as good in all keys and better in one. Those
  /// best by the first key come first; runs without a finite value of each key are left out.
  /// - Returns: the runs, and how many were left out.
  public func front(
    _ keys: [RankingKey], where filter: Filter? = nil
  ) throws(StoreError) -> (runs: [FrontRun], incomplete: Int) {
    let columns = RunColumns(crashed: try crashedRows())
    return try read { db in
      let finder = RunFinder(db: db, columns: columns, deleted: false)
      let found = try finder.set(filter)
      let values = try keys.map {
        try finder.numbers(of: $0.field, direction: $0.direction, in: found)
      }
      let rows = found.ascending.filter { row in values.allSatisfy { $0[row] != nil } }
      let costs = rows.map { row in
        zip(keys, values).map { key, values in
          (values[row] ?? .nan) * (key.direction == .min ? 1 : -1)
        }
      }
      let front = ParetoFront.positions(of: costs).map { rows[$0] }
      let heads = try db.runHeads(columns, rows: front)
      let runs = front.compactMap { row -> FrontRun? in
        guard let head = heads[row] else { return nil }
        let pairs = zip(keys, values).map { key, values in (key.text, values[row] ?? .nan) }
        return FrontRun(
          id: head.id, name: head.name, experiment: head.experiment, status: head.status,
          tags: head.tags, values: Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
      }
      return (runs, found.count - rows.count)
    }
  }
}
