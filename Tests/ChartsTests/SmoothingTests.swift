import Testing

@testable import Charts

struct SmoothingTests {
  /// The numbers are 0.6-weighted averages divided by 1 − 0.6ⁿ, by hand.
  @Test func averagesWithoutDrawingTheFirstValuesToZero() {
    let smoothed = Series("a", values: [1, 2, 4]).smoothed(0.6).points.map(\.y)
    let expected = [0.4 / 0.4, (0.24 + 0.8) / 0.64, (0.144 + 0.48 + 1.6) / 0.784]
    for (value, wanted) in zip(smoothed, expected) { #expect(abs(value - wanted) < 1e-12) }
  }

  @Test func leavesConstantsAndGapsAsTheyAre() {
    let constant = Series("a", values: [0.3, 0.3, 0.3]).smoothed(0.9).points.map(\.y)
    for value in constant { #expect(abs(value - 0.3) < 1e-12) }
    let gap = Series("a", values: [1, .nan, .infinity, 1]).smoothed(0.9).points.map(\.y)
    #expect(gap[1].isNaN)
    #expect(gap[2] == .infinity)
    #expect(abs(gap[3] - 1) < 1e-12)
    #expect(Series("a", values: [1, 5]).smoothed(0) == Series("a", values: [1, 5]))
  }
}
