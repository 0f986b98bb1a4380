import Foundation
import Testing

@testable import convoy

struct SinceTests {
  static let now = Date(timeIntervalSince1970: 1_800_000_000)

  @Test(arguments: [
    ("2027-01-15", 1_799_971_200), ("2027-01-15T07:59:59Z", 1_799_999_999), ("90s", 1_799_999_910),
    ("30m", 1_799_998_200), ("12h", 1_799_956_800), ("7d", 1_799_395_200), ("0w", 1_800_000_000),
  ])
  func readsTimesAndDurations(_ text: String, _ seconds: Double) throws {
    let since = try #require(Since(argument: text))
    #expect(since.date(now: Self.now).timeIntervalSince1970 == seconds)
  }

  @Test(arguments: ["", "7", "d", "-1d", "1.5h", "7 d", "2027-13-01", "9223372036854775807w", "1y"])
  func refusesWhatIsNeither(_ text: String) { #expect(Since(argument: text) == nil) }

  @Test func exportsTheRunsBegunSince() throws {
    try withSampleRuns { convoy in
      let all = try convoy("export").output
      try #expect(convoy("export", "--since", "2027-01-15").output == all)
      let late = try convoy("export", "--since", "2027-01-15T09:30").output
      #expect(late.contains("wild") && !late.contains("mlp-1"))
      try #expect(
        convoy("export", "mlp-1", "--since", "2027-01-15T09:30").output.split(separator: "\n").count
          == 1)
      let wrong = try convoy("export", "--since", "yesterday")
      #expect(wrong.status == 64)
      #expect(wrong.errors.hasPrefix("convoy: export: "))
    }
  }
}
