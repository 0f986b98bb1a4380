import Testing

@testable import Charts

struct AxisTests {
  private func labels(_ axis: Axis) -> [String] { axis.ticks.map(\.label) }

  @Test(arguments: [
    ([0.41, 0.7496], ["0.4", "0.5", "0.6", "0.7", "0.8"]),
    ([0.0, 1.0], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([-3.0, 4.5], ["-4", "-2", "0", "2", "4", "6"]),
    ([0.001, 0.001], ["0.00090", "0.00095", "0.00100", "0.00105", "0.00110"]),
    ([0.0], ["-1.0", "-0.5", "0.0", "0.5", "1.0"]),
    ([2.0e6, 9.0e6], ["2e6", "4e6", "6e6", "8e6", "1e7"]),
    ([1.0e-9, 3.0e-9], ["1e-9", "1.5e-9", "2e-9", "2.5e-9", "3e-9"]),
    ([.nan, .infinity], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
  ])
  func putsTicksAtRoundNumbers(values: [Double], expected: [String]) {
    #expect(labels(Axis(covering: values, count: 5)) == expected)
  }

  @Test func givesEpochsWholeTicksAndNoRoom() {
    let few = Axis(covering: [1, 3], count: 8, isWhole: true, isTight: true)
    #expect(labels(few) == ["1", "2", "3"])
    #expect(few.position(1) == 0)
    #expect(few.position(3) == 1)
    let many = Axis(covering: [1, 30], count: 6, isWhole: true, isTight: true)
    #expect(labels(many) == ["5", "10", "15", "20", "25", "30"])
    let one = Axis(covering: [7], count: 6, isWhole: true, isTight: true)
    #expect(labels(one) == ["6", "7", "8"])
  }

  @Test(arguments: [
    ([1e-5, 1.0], ["1e-5", "0.0001", "0.001", "0.01", "0.1", "1"]),
    ([0.1, 20.0], ["0.1", "0.2", "0.5", "1", "2", "5", "10", "20"]),
    ([2.0, 6.0], ["2", "3", "4", "5", "6"]),
    ([1e-30, 1e30], ["1e-27", "1e-18", "1e-9", "1", "1e9", "1e18", "1e27"]),
    ([-1.0, 0.0], ["0.1", "0.2", "0.5", "1"]),
  ])
  func putsLogarithmicTicksAtPowersOfTen(values: [Double], expected: [String]) {
    #expect(labels(Axis(covering: values, scale: .log, count: 7)) == expected)
  }

  @Test func placesValuesByTheirLogarithm() throws {
    let axis = Axis(covering: [0.01, 1], scale: .log)
    #expect(abs(try #require(axis.position(0.1)) - 0.5) < 1e-12)
    for value in [0, -1, .nan, .infinity] { #expect(axis.position(value) == nil) }
  }

  /// Whatever the values, places are in 0...1 and ticks few, in order and within the axis.
  @Test func standsAnyNumbers() throws {
    let values: [Double] = [
      0, 1, -1, 0.1, 1e-300, -1e-300, .leastNonzeroMagnitude, 1e300, -1e300,
      .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, 1 + .ulpOfOne, 123456789.123, 1e15, 1e15 + 1, .nan, .infinity,
    ]
    for a in values {
      for b in values {
        for scale in AxisScale.allCases {
          for isWhole in [false, true] {
            let axis = Axis(covering: [a, b], scale: scale, count: 6, isWhole: isWhole)
            #expect(
              axis.lower.isFinite && axis.upper.isFinite && axis.lower < axis.upper,
              "\([a, b]) \(axis.lower) \(axis.upper) \(scale) \(isWhole)")
            #expect(axis.ticks.count < 40)
            #expect(axis.ticks.map(\.value) == axis.ticks.map(\.value).sorted())
            for value in [a, b] {
              if let place = axis.position(value) { #expect((0...1).contains(place)) }
            }
          }
        }
      }
    }
  }
}

struct NumberTextTests {
  @Test(arguments: [
    (0.0, "0"), (0.7406, "0.7406"), (0.12345678, "0.1235"), (12.0, "12"), (-1.5, "-1.5"),
    (123_456.0, "123456"), (1e6, "1e6"), (-2.5e9, "-2.5e9"), (0.0001, "0.0001"), (3.2e-5, "3.2e-5"),
    (9.99999, "10"), (9.99996e-7, "1e-6"), (.nan, "NaN"), (-.infinity, "-Infinity"),
    (.leastNonzeroMagnitude, "4.941e-324"), (1.7976931348623157e308, "1.798e308"), (0.99999, "1"),
  ])
  func writesNumbersShort(value: Double, expected: String) {
    #expect(NumberText.short(value) == expected)
  }

  @Test func writesDecimals() {
    #expect(NumberText.fixed(0.05, 1) == "0.1")
    #expect(NumberText.fixed(-0.04, 1) == "0.0")
    #expect(NumberText.fixed(3, 2) == "3.00")
    #expect(NumberText.fixed(-12.345, 2) == "-12.35")
  }
}
