import Foundation
import Testing

@testable import convoy

struct FormatTests {
  @Test(
    arguments: [
      (0.7636, "0.7636"), (1, "1.0000"), (0, "0"), (-0.5, "-0.5000"), (0.001, "0.001"),
      (0.00001, "1e-05"), (2310.44, "2310.4"), (123_456_789, "1.235e+08"), (.nan, "NaN"),
      (-.infinity, "-Infinity"), (99.99999, "100.0000"),
    ] as [(Double, String)])
  func writesMetrics(value: Double, text: String) { #expect(Format.metric(value) == text) }

  @Test(
    arguments: [
      (0, "0"), (999, "999"), (1000, "1,000"), (1_250_858, "1,250,858"), (-12_345, "-12,345"),
    ] as [(Int, String)])
  func groupsThousands(value: Int, text: String) { #expect(Format.count(value) == text) }

  @Test(
    arguments: [
      (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB"),
      (5_003_432, "5.0 MB"), (2_000_000_000_000, "2.0 TB"),
    ] as [(Int, String)])
  func writesBytes(count: Int, text: String) { #expect(Format.bytes(count) == text) }

  @Test(
    arguments: [
      (0.0, "0.00s"), (0.84, "0.84s"), (9.996, "10.0s"), (12.34, "12.3s"), (59.96, "1m 00s"),
      (192, "3m 12s"), (3840, "1h 04m"), (183_600, "2d 03h"), (.nan, "–"), (-1, "–"),
    ] as [(Double, String)])
  func writesDurations(seconds: Double, text: String) { #expect(Format.duration(seconds) == text) }

  @Test(
    arguments: [
      (-5.0, "now"), (0.5, "now"), (42, "42s ago"), (300, "5m ago"), (3 * 3600, "3h ago"),
      (9 * 86_400, "9d ago"),
    ] as [(Double, String)])
  func writesAges(seconds: Double, text: String) { #expect(Format.age(seconds) == text) }

  @Test func writesWaits() {
    #expect(Format.wait(0.4) == "0s")
    #expect(Format.wait(8.4) == "8s")
    #expect(Format.wait(59.6) == "1m 00s")
    #expect(Format.wait(192) == "3m 12s")
  }

  @Test func writesPlurals() {
    #expect(Format.plural(1, "run") == "1 run")
    #expect(Format.plural(0, "run") == "0 runs")
  }

  @Test func drawsCurves() {
    #expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
    #expect(sparkline([0.5, 0.5]) == "▄▄")
    #expect(sparkline([0, .nan, 1]) == "▁ █")
    #expect(sparkline([.nan]) == " ")
    #expect(sparkline([]) == "")
    #expect(sparkline((0..<100).map(Double.init), width: 4) == "▁▃▆█")
  }

  @Test func drawsBars() {
    #expect(progressBar(0, width: 4) == "────")
    #expect(progressBar(0.5, width: 4) == "━━──")
    #expect(progressBar(7, width: 4) == "━━━━")
  }
}
