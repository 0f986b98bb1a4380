internal import GRDB

extension RunStore {
  /// The finished runs of an experiment that have exactly these parameters, the newest first. Numbers are
  /// the same whatever they are written as.
  /// - Parameter limit: the newest so many.
  public func finishedRuns(
    of experiment: String, params: [(name: String, value: ParamValue)], limit: Int = 100
  ) throws(StoreError) -> [RunIdentifier] {
    try read { db in
      var wanted: [Wanted] = []
      for (name, value) in params {
        // A parameter that no run has.
        guard let key = try db.existingKey(name) else { return [] }
        wanted.removeAll { $0.key == key }
        wanted.append(Wanted(key: key, text: value.description, number: value.number))
      }
      return try String.fetchAll(
        db,
        sql: """
          SELECT uid FROM run
          WHERE experiment = (SELECT id FROM experiment WHERE name = :experiment)
          AND status = 'finished' AND deleted_at IS NULL
          AND NOT EXISTS (
            SELECT 1 FROM json_each(:wanted) AS wanted WHERE NOT EXISTS (
              SELECT 1 FROM parameter WHERE parameter.run = run.id
              AND parameter.key = wanted.value ->> 'key'
              AND (parameter.text = wanted.value ->> 'text'
                OR parameter.number = wanted.value ->> 'number')))
          AND (SELECT count(*) FROM parameter WHERE parameter.run = run.id) = :count
          ORDER BY id DESC LIMIT :limit
          """,
        arguments: [
          "experiment": experiment, "wanted": try JSONText.of(wanted), "count": wanted.count,
          "limit": max(0, limit),
        ]
      ).map(RunIdentifier.init(stored:))
    }
  }

  private struct Wanted: Encodable {
    let key: Int64
    let text: String
    let number: Double?
  }
}
