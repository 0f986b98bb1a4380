public import Foundation

/// A moment in whole milliseconds, as the store keeps it: UTC, since 1970.
public struct Timestamp: Hashable, Sendable, Comparable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public let milliseconds: Int64

  /// The moment that many milliseconds after the beginning of 1970.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// `date`, rounded to the nearest millisecond, or as near as there is one.
  public init(_ date: Date) {
    let nearest = (date.timeIntervalSince1970 * 1000).rounded()
    milliseconds = Int64(exactly: nearest) ?? (nearest < 0 ? .min : .max)
  }

  /// The moment as a `Date`.
  public var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

  /// Earlier is less.
  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }
}

extension Timestamp: CustomStringConvertible {
  /// ISO 8601 in UTC with milliseconds: `2026-11-23T05:33:05.123Z`.
  public var description: String {
    let (days, inDay) = milliseconds.quotientAndRemainder(dividingByFloor: 86_400_000)
    let (year, month, day) = Timestamp.civil(daysSince1970: days)
    let (seconds, milli) = inDay.quotientAndRemainder(dividingBy: 1000)
    func padded(_ value: Int64, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T"
      + "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
      + ".\(padded(milli, 3))Z"
  }

  /// Reads `2026-11-23`, `2026-11-23 05:33`, `2026-11-23T05:33:05.123Z`; all UTC; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(maxSplits: 1, whereSeparator: { $0 == "T" || $0 == " " })
    guard let first = parts.first else { return nil }
    let ymd = first.split(separator: "-", omittingEmptySubsequences: false)
    guard ymd.count == 3, ymd[0].utf8.count == 4, let year = Timestamp.digits(ymd[0]),
      let month = Timestamp.digits(ymd[1]), (1...12).contains(month),
      let day = Timestamp.digits(ymd[2]), (1...31).contains(day)
    else { return nil }
    let days = Timestamp.days(year: year, month: month, day: day)
    guard Timestamp.civil(daysSince1970: days) == (year, month, day) else { return nil }
    var milliseconds = days * 86_400_000
    if parts.count == 2 {
      guard let inDay = Timestamp.millisecondsInDay(parts[1]) else { return nil }
      milliseconds += inDay
    }
    self.milliseconds = milliseconds
  }

  /// `05:33`, `05:33:05` or `05:33:05.123`, with or without `Z`.
  private static func millisecondsInDay(_ text: Substring) -> Int64? {
    let clock = text.hasSuffix("Z") ? text.dropLast() : text
    let hms = clock.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(hms.count), let hour = digits(hms[0]), hour < 24,
      let minute = digits(hms[1]), minute < 60
    else { return nil }
    var milliseconds = (hour * 60 + minute) * 60_000
    if hms.count == 3 {
      let parts = hms[2].split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count <= 2, let second = digits(parts[0]), second < 60 else { return nil }
      milliseconds += second * 1000
      if parts.count == 2 {
        guard parts[1].utf8.count <= 9, let fraction = digits(parts[1]) else { return nil }
        var scaled = fraction
        for _ in parts[1].utf8.count..<max(parts[1].utf8.count, 3) { scaled *= 10 }
        for _ in 3..<max(parts[1].utf8.count, 3) { scaled /= 10 }
        milliseconds += scaled
      }
    }
    return milliseconds
  }

  private static func digits(_ text: Substring) -> Int64? {
    text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      ? Int64(text) : nil
  }

  /// Days from 1970-01-01 in the Gregorian calendar; the year is counted from March, so that the leap
  /// day comes last.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let (era, ofEra) = y.quotientAndRemainder(dividingByFloor: 400)
    let ofYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }

  private static func civil(daysSince1970 days: Int64) -> (Int64, Int64, Int64) {
    let (era, ofEra) = (days + 719_468).quotientAndRemainder(dividingByFloor: 146_097)
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * ofYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shifted + 2) / 5 + 1
    )
  }
}

extension Timestamp: Codable {
  /// Reads ISO 8601 text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let time = Timestamp(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "found \"\(text)\"; accepted: ISO 8601 in UTC")
    }
    self = time
  }

  /// Writes ISO 8601 text with milliseconds.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Int64 {
  /// The quotient rounded towards minus infinity, and a remainder that is never negative.
  fileprivate func quotientAndRemainder(dividingByFloor divisor: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
