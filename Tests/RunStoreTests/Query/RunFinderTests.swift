import Foundation
import GRDB
import TestSupport
import Testing

@testable import RunStore

/// Sixty runs with all kinds of values, a few of them in the trash and two of them crashed.
private struct RandomRuns {
  let test: TestStore
  let columns: RunColumns

  init() throws {
    test = try TestStore()
    var random = SplitMix(seed: 5)
    var running: [LiveRun] = []
    for index in 0..<60 {
      var params: [(String, ParamValue)] = []
      for name in RandomFilters.params.dropLast() where random.below(3) > 0 {
        let value = ParamValue(
          parsing: random.below(2) == 0
            ? random.one(of: RandomFilters.texts) : "\(random.one(of: RandomFilters.numbers))")
        params.append((name, value))
      }
      var tags = random.below(2) == 0 ? ["baseline"] : []
      if random.below(2) == 0 { tags.append("kind=\(random.one(of: ["cnn", "3", "same"]))") }
      if random.below(3) == 0 { tags.append("fold=\(random.below(4))") }
      let run = try test.store.createRun(
        .sample("run-\(index)", params: params, tags: tags, note: index % 3 == 0 ? "it's" : nil))
      for epoch in 0..<random.below(4) {
        var metrics: [(name: String, value: Double)] = []
        for name in RandomFilters.metrics.dropLast() where random.below(3) > 0 {
          let value = random.one(of: RandomFilters.numbers + [.nan, .infinity])
          metrics.append((name, value))
        }
        try test.store.recordEpoch(
          run, epoch: epoch + 1, metrics: metrics, checkpoint: nil,
          at: start.addingTimeInterval(Double(epoch)))
      }
      if index % 20 == 7 {
        running.append(run)
      } else {
        try test.store.finish(
          run, status: random.one(of: [.finished, .failed, .interrupted]),
          at: start.addingTimeInterval(Double(random.below(90))))
        if random.below(6) == 0 { try test.store.delete([run.id]) }
      }
    }
    let rows = running.map(\.row)
    columns = RunColumns(crashed: [rows[0], rows[1]])
  }

  /// What a condition on each run finds, in an order.
  func sought(
    _ condition: Condition?, order: SQLFragment = SQLFragment("run.id DESC"), deleted: Bool
  ) throws -> [Int64] {
    let query =
      "SELECT run.id FROM \(RunColumns.tables) WHERE run.deleted_at IS \(deleted ? "NOT " : "")NULL"
      + (condition.map { " AND " + $0.sql(columns) } ?? SQLFragment("")) + " ORDER BY " + order
    return try test.store.read { db in
      try Int64.fetchAll(db, sql: query.sql, arguments: StatementArguments(query.arguments))
    }
  }

  /// What a finder finds; `few` is how few candidates it looks at one by one.
  func found(_ query: RunQuery, few: Int) throws -> [Int64] {
    try test.store.read { db in
      var finder = RunFinder(db: db, columns: columns, deleted: query.deleted)
      finder.few = few
      return try finder.rows(of: query)
    }
  }
}

@Test func indexesFindWhatAConditionOnEachRunFinds() throws {
  let runs = try RandomRuns()
  var filters = RandomFilters(seed: 11)
  var sizes: Set<Int> = []
  for round in 0..<600 {
    let condition = filters.condition()
    let query = RunQuery(
      where: try Filter(parsing: condition.text), limit: .max, deleted: round % 5 == 0)
    let expected = try runs.sought(condition, deleted: query.deleted)
    sizes.insert(expected.count)
    for few in [0, 20] {
      #expect(try runs.found(query, few: few) == expected, "\(condition.text)")
    }
  }
  // Neither all nor none: the conditions tell runs apart.
  #expect(sizes.count > 20)
}

@Test func indexesSortAsValuesDo() throws {
  let runs = try RandomRuns()
  var filters = RandomFilters(seed: 12)
  for round in 0..<300 {
    let field = filters.field()
    let ascending = round % 2 == 0
    let condition = round % 3 == 0 ? nil : filters.condition(depth: 1)
    let query = RunQuery(
      where: try condition.map { try Filter(parsing: $0.text) },
      sort: try RunSort(parsing: field.text, ascending: ascending),
      limit: round % 4 == 0 ? 7 : .max, deleted: round % 5 == 0)
    // Numbers before texts before nothing.
    let direction = ascending ? "ASC" : "DESC"
    let (number, text) = (runs.columns.number(field), runs.columns.text(field))
    let isNumber: String
    switch field {
    case .param, .tag: isNumber = " IS NOT NULL THEN NULL ELSE "
    case .metric, .attribute: isNumber = " IS NULL THEN NULL ELSE "
    }
    let rest = "CASE WHEN " + number + isNumber + text + " END"
    let order =
      number + " IS NULL, " + number + " \(direction), " + rest + " IS NULL, " + rest
      + " \(direction), run.id DESC"
    let expected = try runs.sought(condition, order: order, deleted: query.deleted)
    for few in [0, 20] {
      #expect(
        try runs.found(query, few: few) == Array(expected.prefix(query.limit)),
        "\(field.text) \(direction)")
    }
  }
}

@Test func findsRunsThatBeganSinceAMoment() throws {
  let test = try TestStore()
  for index in 0..<4 {
    var run = NewRun.sample("run-\(index)")
    run.startedAt = start.addingTimeInterval(Double(index))
    _ = try test.store.createRun(run)
  }
  let since = start.addingTimeInterval(2)
  #expect(try test.store.runs(RunQuery(since: since)).map(\.name) == ["run-3", "run-2"])
  let filter = try Filter(parsing: "name != 'run-3'")
  #expect(try test.store.runs(RunQuery(where: filter, since: since)).map(\.name) == ["run-2"])
  let sort = try RunSort(parsing: "name", ascending: true)
  let sorted = try test.store.identifiers(RunQuery(sort: sort, limit: 1, since: since))
  #expect(sorted == [try test.store.resolve("run-2")])
}

@Test(arguments: 1...5)
func aRunSetIsASetOfRows(seed: UInt64) throws {
  var random = SplitMix(seed: seed)
  func rows() -> Set<Int64> {
    Set((0..<random.below(60)).map { _ in Int64(random.below(400)) })
  }
  for _ in 0..<50 {
    let (a, b) = (rows(), rows())
    var (union, intersection, difference) = (try RunSet(a), try RunSet(a), try RunSet(a))
    union.formUnion(try RunSet(b))
    intersection.formIntersection(try RunSet(b))
    difference.subtract(try RunSet(b))
    #expect(union.ascending == a.union(b).sorted())
    #expect(intersection.ascending == a.intersection(b).sorted())
    #expect(difference.ascending == a.subtracting(b).sorted())
    #expect(union.count == a.union(b).count)
    #expect(union.descending(limit: 5) == Array(a.union(b).sorted(by: >).prefix(5)))
    #expect(union.contains(7) == a.union(b).contains(7))
    #expect(!union.contains(-1) && !union.contains(1 << 40))
  }
  var set = RunSet()
  #expect(throws: StoreError.self) { try set.insert(-1) }
  #expect(throws: StoreError.self) { try set.insert(RunSet.largestRow + 1) }
}
