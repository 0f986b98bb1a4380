internal import GRDB

extension RunStore {
  /// The run a person means by `reference`: a name, the beginning of an identifier that fits one run
  /// only, `@last` (the newest run), or `@best:METRIC`.
  /// - Parameter includingDeleted: look into the trash where no other run fits.
  public func resolve(
    _ reference: String, includingDeleted: Bool = false
  ) throws(StoreError) -> RunIdentifier {
    if reference == "@last" {
      let newest = try read { db in
        try String.fetchOne(
          db, sql: "SELECT uid FROM run WHERE deleted_at IS NULL ORDER BY id DESC LIMIT 1")
      }
      guard let newest else { throw .notFound("run \"@last\": \(path) has no runs") }
      return RunIdentifier(stored: newest)
    }
    if reference.hasPrefix("@best:") {
      let metric = String(reference.dropFirst("@best:".count))
      guard let best = try best(metric, count: 1).first else {
        throw .notFound("run \"\(reference)\": no run has a finite value of \(metric)")
      }
      return best.id
    }
    if let run = try find(reference, deleted: false) { return run }
    let trashed = try find(reference, deleted: true)
    if includingDeleted, let trashed { return trashed }
    throw .notFound(
      "run \"\(reference)\": "
        + (trashed.map { "in the trash (convoy restore \($0))" } ?? "no such run")
        + "; accepted: a name, the beginning of an id, @last or @best:METRIC")
  }

  /// The run outside the trash that has exactly this name; nil where there is none.
  public func run(named name: String) throws(StoreError) -> RunIdentifier? {
    try read { db in
      try String.fetchOne(
        db, sql: "SELECT uid FROM run WHERE name = ? AND deleted_at IS NULL", arguments: [name])
    }.map(RunIdentifier.init(stored:))
  }

  /// The deleted run a person means: a name (the one deleted last), or the beginning of an identifier.
  public func resolveDeleted(_ reference: String) throws(StoreError) -> RunIdentifier {
    if let run = try find(reference, deleted: true) { return run }
    let exists = try find(reference, deleted: false) != nil
    throw .notFound(
      "run \"\(reference)\": \(exists ? "not in the trash" : "no such run"); "
        + "accepted: the name of a deleted run, or the beginning of its id")
  }

  /// How many characters of each identifier it takes to name no other run, in the trash or outside it.
  public func distinctLengths(
    of runs: [RunIdentifier], deleted: Bool = false
  ) throws(StoreError) -> [RunIdentifier: Int] {
    let part = "deleted_at IS \(deleted ? "NOT " : "")NULL"
    return try read { db in
      // Another identifier that begins alike is the next or the one before, in their order.
      let neighbours = try db.makeStatement(
        sql: """
          SELECT (SELECT uid FROM run WHERE uid < ?1 AND \(part) ORDER BY uid DESC LIMIT 1),
            (SELECT uid FROM run WHERE uid > ?1 AND \(part) ORDER BY uid LIMIT 1)
          """)
      var lengths: [RunIdentifier: Int] = [:]
      for run in runs {
        let row = try Row.fetchOne(neighbours, arguments: [run.text])
        let shared = try [0, 1].map { index in
          try row.flatMap { try $0.value(index) as String? }.map { other in
            zip(other.utf8, run.text.utf8).prefix { $0 == $1 }.count
          } ?? 0
        }
        lengths[run] = 1 + (shared.max() ?? 0)
      }
      return lengths
    }
  }

  /// A run by name, or by the beginning of its identifier; nil if none fits.
  private func find(_ reference: String, deleted: Bool) throws(StoreError) -> RunIdentifier? {
    let candidates = try read { db in
      let part = "deleted_at IS \(deleted ? "NOT " : "")NULL"
      // A whole identifier is that run, whatever others are called.
      let prefix = RunIdentifier.dashed(beginning: reference.lowercased())
      let exact = try Row.fetchAll(
        db, sql: "SELECT uid, name FROM run WHERE uid = ? AND \(part)", arguments: [prefix])
      if !exact.isEmpty { return exact }
      // Of the runs in the trash the one deleted last; of the others all, whose clients named them alike.
      let named = try Row.fetchAll(
        db,
        sql: """
          SELECT uid, name FROM run WHERE name = ? AND \(part)
          ORDER BY deleted_at DESC, id DESC LIMIT \(deleted ? 1 : 11)
          """, arguments: [reference])
      if !named.isEmpty { return named }
      guard RunIdentifier.canStart(with: prefix) else { return [] }
      // "g" follows every character an identifier has.
      return try Row.fetchAll(
        db,
        sql: "SELECT uid, name FROM run WHERE uid >= ? AND uid < ? || 'g' AND \(part) LIMIT 11",
        arguments: [prefix, prefix])
    }
    if candidates.count > 1 {
      let listed = candidates.prefix(10).map { row -> String in
        "\(row[0] as String) (\(row[1] as String))"
      }
      throw .ambiguous(
        "run \"\(reference)\": fits \(listed.joined(separator: ", "))"
          + (candidates.count > 10 ? " and more" : "")
          + "; accepted: a longer beginning of an id, or a name of one run"
      )
    }
    return candidates.first.map { RunIdentifier(stored: $0[0]) }
  }
}

extension Database {
  /// The row of a run.
  func row(of run: RunIdentifier) throws -> Int64 {
    guard
      let row = try Int64.fetchOne(
        cachedStatement(sql: "SELECT id FROM run WHERE uid = ?"), arguments: [run.text])
    else { throw StoreError.notFound("run \(run): no such run; accepted: the id of a run") }
    return row
  }
}
