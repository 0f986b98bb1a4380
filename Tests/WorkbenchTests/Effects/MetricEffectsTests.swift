import Testing

@testable import RunStore
@testable import Workbench

@Suite struct MetricEffectsTests {
  private static func observations(
    _ values: [Double], _ parameters: KeyValuePairs<String, [ParamValue?]>, without: Int = 0,
    direction: MetricDirection = .max
  ) -> RunObservations {
    RunObservations(
      direction: direction, values: values, runsWithoutValue: without,
      parameters: parameters.map { .init(name: $0.key, values: $0.value) })
  }

  private static func numbers(_ values: [Double]) -> [ParamValue?] { values.map { .number($0) } }

  @Test(arguments: [0, 1])
  func agreesWithStatsmodels(index: Int) throws {
    let design = GoldenEffects.recorded.designs[index]
    func column(_ position: Int) -> [ParamValue?] {
      Self.numbers(design.rows.map { Double($0[position]) })
    }
    let effects = try MetricEffects(
      of: "y",
      Self.observations(design.values, ["a": column(0), "b": column(1), "c": column(2)]))
    let noise = design.residual / Double(design.freedom)
    #expect(
      agree(try #require(effects.rest), noise * Double(design.values.count - 1) / design.total))
    for parameter in effects.parameters {
      let golden = try #require(design.factors[parameter.name])
      #expect(
        agree(
          try #require(parameter.explained),
          max(0, golden.squares - noise * Double(golden.freedom)) / design.total))
      #expect(agree(try #require(parameter.probability), golden.probability, within: 1e-7))
      for (level, expected) in zip(parameter.levels, golden.levels) {
        #expect(agree(try #require(level.effect), expected.effect, within: 1e-7))
        #expect(agree(try #require(level.margin), expected.margin))
      }
      #expect(parameter.levels.count == golden.levels.count)
    }
    let order = effects.parameters.compactMap(\.explained)
    #expect(order == order.sorted(by: >))
  }

  @Test func boundsOfStudentAgreeWithSciPy() {
    for row in GoldenEffects.recorded.student {
      let bound = Distributions.studentBound(row.probability, freedom: row.freedom)
      #expect(agree(bound, row.bound), "\(row): \(bound)")
    }
  }

  @Test func tailsOfFisherAgreeWithSciPy() {
    for row in GoldenEffects.recorded.fisher {
      let tail = Distributions.fisherTail(row.value, row.first, row.second)
      #expect(abs(tail - row.tail) <= 1e-9 * row.tail + 1e-14, "\(row): \(tail)")
    }
  }

  @Test(arguments: [(MetricDirection.max, "2"), (.min, "1")])
  func namesTheBestSetting(direction: MetricDirection, best: String) throws {
    let effects = try MetricEffects(
      of: "y",
      Self.observations(
        [1, 2, 1.1, 2.1], ["depth": Self.numbers([1, 2, 1, 2])], without: 3,
        direction: direction))
    let parameter = effects.parameters[0]
    #expect(parameter.best.map { parameter.levels[$0].setting } == best)
    #expect(parameter.levels.map(\.runs) == [2, 2])
    #expect(effects.runsWithoutValue == 3)
  }

  @Test func takesParametersThatChangeTogetherForOne() throws {
    let effects = try MetricEffects(
      of: "y",
      Self.observations(
        [1, 2, 1, 2, 3],
        [
          "model.0.conv.depth": Self.numbers([8, 16, 8, 16, 32]),
          "depth": Self.numbers([1, 2, 1, 2, 4]),
          "model.0.conv.method": [.text("a"), .text("b"), .text("a"), .text("b"), .text("b")],
          "training.seed": Self.numbers([1, 2, 3, 4, 5]),
        ]))
    #expect(effects.parameters.map(\.name) == ["depth"])
    #expect(effects.parameters[0].aliases == ["model.0.conv.depth"])
    #expect(effects.ignored.isEmpty)
  }

  @Test func saysNothingOfWhatCannotBeToldApart() throws {
    // c is a and b together; with it nothing is left for it to explain.
    let effects = try MetricEffects(
      of: "y",
      Self.observations(
        [1, 2, 3, 4.5, 1.1, 2.2, 3, 4.4],
        [
          "a": Self.numbers([0, 0, 1, 1, 0, 0, 1, 1]), "b": Self.numbers([0, 1, 0, 1, 0, 1, 0, 1]),
          "c": Self.numbers([0, 1, 2, 3, 0, 1, 2, 3]),
        ]))
    let last = try #require(effects.parameters.last)
    #expect(last.name == "c" && last.explained == nil && last.best == nil)
    #expect(last.levels.allSatisfy { $0.effect == nil && $0.runs == 2 })
    // As if it had not been there: its fourth setting explains nothing either.
    let without = try MetricEffects(
      of: "y",
      Self.observations(
        [1, 2, 3, 4.5, 1.1, 2.2, 3, 4.4],
        [
          "a": Self.numbers([0, 0, 1, 1, 0, 0, 1, 1]), "b": Self.numbers([0, 1, 0, 1, 0, 1, 0, 1]),
        ]))
    #expect(
      effects.parameters.dropLast() == without.parameters[...] && effects.rest == without.rest)
  }

  @Test func settingsThatFewRunsShareBecomeRanges() throws {
    let rates = (0..<12).map { Double($0) / 1000 }
    let effects = try MetricEffects(
      of: "y",
      Self.observations(
        (0..<16).map { Double($0 % 5) },
        [
          "rate": Self.numbers(rates + rates.prefix(4)),
          "depth": Self.numbers((0..<16).map { Double($0 % 6) }),
        ]))
    let levels = Dictionary(
      uniqueKeysWithValues: effects.parameters.map { ($0.name, $0.levels.count) })
    #expect(levels == ["rate": 5, "depth": 6])
  }

  @Test func withoutMoreRunsThanSettingsChanceIsUnknown() throws {
    let effects = try MetricEffects(
      of: "y", Self.observations([1, 2, 4], ["depth": Self.numbers([1, 2, 3])]))
    #expect(effects.rest == nil)
    #expect(effects.parameters[0].probability == nil)
    #expect(effects.parameters[0].levels.map(\.margin) == [nil, nil, nil])
    #expect(agree(effects.parameters[0].explained ?? 0, 1))
  }

  @Test func runsWithoutAParameterAreALevel() throws {
    let effects = try MetricEffects(
      of: "y", Self.observations([1, 2, 2.5], ["hidden": [.number(64), nil, nil]]))
    #expect(effects.parameters[0].levels.map(\.setting) == ["64", "–"])
  }

  @Test func manyNumbersBecomeRangesAndManyTextsAreLeftOut() throws {
    let rates = (0..<50).map { Double($0) / 1000 }
    let effects = try MetricEffects(
      of: "y",
      Self.observations(
        rates.map { $0 * 2 },
        [
          "rate": Self.numbers(rates), "note": (0..<50).map { .text("n\($0)") },
          "same": (0..<50).map { .number(0.001, text: $0 == 3 ? "1e-3" : "0.001") },
        ]))
    #expect(effects.ignored == ["note"])
    #expect(
      effects.parameters.map { $0.levels.map(\.setting) } == [
        ["0…0.009", "0.01…0.019", "0.02…0.029", "0.03…0.039", "0.04…0.049"]
      ])
    #expect(effects.parameters[0].best == 4)
  }

  @Test(arguments: [0, 1, 2])
  func refusesFewerThanThreeRuns(count: Int) {
    let error = #expect(throws: WorkbenchError.self) {
      try MetricEffects(
        of: "y", Self.observations([Double](repeating: 1, count: count), [:]))
    }
    #expect(error?.description.hasSuffix("accepted: three or more") == true)
  }

  @Test func valuesThatAreAllTheSameDependOnNothing() throws {
    let effects = try MetricEffects(
      of: "y", Self.observations([1, 1, 1, 1], ["depth": Self.numbers([1, 2, 1, 2])]))
    #expect(effects.standardDeviation == 0)
    #expect(effects.parameters[0].explained == 0)
    #expect(effects.parameters[0].probability == 1)
  }
}
