import Testing

@testable import RunStore

@Test(arguments: 1...20)
func aPrintedFilterReadsBackAsItself(seed: UInt64) throws {
  var filters = RandomFilters(seed: seed)
  for _ in 0..<200 {
    let condition = filters.condition()
    let read = try Filter(parsing: condition.text)
    #expect(read.condition == condition, "\(condition.text)")
    #expect(read.description == condition.text)
  }
}

@Test(arguments: [
  ("(name='a' or name='b') and not (seed=1)", "(name = 'a' or name = 'b') and not seed = 1.0"),
  ("metrics.a.last>.5", "metrics.a > 0.5"), ("metrics.`a.max`.max > 1", "metrics.a.max.max > 1.0"),
  ("metrics.`a.max` > 1", "metrics.a.max.last > 1.0"),
  ("params.`odd ``name`` ` is null", "params.`odd ``name`` ` is null"),
  ("not tags.x", "tags.x is null"),
  ("Attributes.Created >= '2026-11-23'", "started_at >= '2026-11-23T00:00:00.000Z'"),
  ("status != \"KILLED\"", "status != 'interrupted'"), ("dirty", "dirty = true"),
  (
    "name not ilike 'a''%' and seed not in (1,2)",
    "name not ilike 'a''%' and seed not in (1.0, 2.0)"
  ),
])
func aFilterIsPrintedInItsPlainestSpelling(text: String, printed: String) throws {
  let filter = try Filter(parsing: text)
  #expect(filter.description == printed)
  #expect(try Filter(parsing: printed).condition == filter.condition)
}

@Test func aFilterTellsWhatItNames() throws {
  let filter = try Filter(
    parsing: "metrics.b > 1 and (params.depth = 3 or not metrics.a.max < 2) and metrics.b.min = 0")
  #expect(filter.names.metrics == ["b", "a"])
  #expect(filter.names.params == ["depth"])
  #expect(try RunSort(parsing: "params.`x y`").names.params == ["x y"])
}
