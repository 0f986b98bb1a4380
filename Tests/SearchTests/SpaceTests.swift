import Search
import Testing

struct SpaceTests {
  static let lists: [(domain: Domain, texts: [String])] = [
    (.range(1, 3), ["1", "2", "3"]),
    (.range(-4, 5, step: 4), ["-4", "0", "4"]),
    (.linspace(0, 0.5, count: 6), ["0", "0.1", "0.2", "0.3", "0.4", "0.5"]),
    (.linspace(1, 0, count: 3), ["1", "0.5", "0"]),
    (.logspace(1e-4, 1e-1, count: 4), ["0.0001", "0.001", "0.01", "0.1"]),
    (.logspace(1, 32, count: 6), ["1", "2", "4", "8", "16", "32"]),
    (.choice(["same", "valid", "1e-3"]), ["same", "valid", "1e-3"]),
  ]

  @Test(arguments: lists.indices)
  func listsItsValues(index: Int) throws {
    let (domain, texts) = Self.lists[index]
    let grid = try #require(SearchSpace([Dimension("x", domain)]).grid())
    #expect(grid.map { $0["x"] ?? "" } == texts)
    #expect(domain.count == texts.count)
  }

  @Test(arguments: lists.indices)
  func givesEachValueAnEqualPartOfTheUnitInterval(index: Int) {
    let (domain, texts) = Self.lists[index]
    let found = (0..<texts.count).map {
      domain.text(atUnit: (Double($0) + 0.5) / Double(texts.count))
    }
    #expect(found == texts)
    #expect(domain.text(atUnit: 0) == texts.first)
    #expect(domain.text(atUnit: 1.0.nextDown) == texts.last)
  }

  static let ends: [(domain: Domain, first: Double, middle: Double, last: Double)] = [
    (.real(low: 2, high: 6, isLogarithmic: false), 2, 4, 6),
    (.real(low: 0.01, high: 1, isLogarithmic: true), 0.01, 0.1, 1),
    (.integer(low: 1, high: 100, step: 1, isLogarithmic: true), 1, 7, 100),
  ]

  @Test(arguments: ends.indices)
  func spreadsNumbersOnTheirScale(index: Int) throws {
    let (domain, first, middle, last) = Self.ends[index]
    for (point, expected) in [(0, first), (0.5, middle), (1.0.nextDown, last)] {
      let found = try #require(Double(domain.text(atUnit: point)))
      #expect(abs(found / expected - 1) < 1e-12, "\(found) at \(point)")
    }
  }

  @Test func leavesOutWhatAConditionRulesOut() throws {
    let space = SearchSpace([
      Dimension("optimizer", .choice(["adam", "sgd"])),
      Dimension(
        "momentum", .choice(["0", "0.9"]),
        when: [Dimension.Condition("optimizer", isOneOf: ["sgd"])]),
      Dimension(
        "nesterov", .choice(["true", "false"]),
        when: [Dimension.Condition("momentum", isOneOf: ["0.90"])]),
    ])
    let grid = try #require(space.grid())
    #expect(
      grid.map(\.texts) == [
        ["optimizer": "adam"],
        ["optimizer": "sgd", "momentum": "0"],
        ["optimizer": "sgd", "momentum": "0.9", "nesterov": "true"],
        ["optimizer": "sgd", "momentum": "0.9", "nesterov": "false"],
      ])
    #expect(space.configuration(at: [0.1, 0.9, 0.9]).texts == ["optimizer": "adam"])
  }

  @Test func refusesAGridWithoutEnd() {
    let real = SearchSpace([Dimension("x", .real(low: 0, high: 1, isLogarithmic: false))])
    #expect(real.grid() == nil)
    let large = SearchSpace((0..<3).map { Dimension("x\($0)", .range(1, 100)) })
    #expect(large.grid() == nil)
    #expect(large.grid(most: 1_000_000)?.count == 1_000_000)
  }
}
