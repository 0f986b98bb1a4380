import ArgumentParser
import Foundation
import RunStore

/// A moment as the user says it: a time in UTC, or how long ago.
enum Since: Equatable {
  case time(Timestamp)
  /// So many milliseconds ago.
  case ago(Int64)

  func date(now: Date) -> Date {
    switch self {
    case .time(let time): time.date
    case .ago(let milliseconds): now - Double(milliseconds) / 1000
    }
  }
}

extension Since: ExpressibleByArgument {
  init?(argument: String) {
    if let time = Timestamp(argument) {
      self = .time(time)
      return
    }
    let units: [Character: Int64] = [
      "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
    ]
    guard let unit = argument.last.flatMap({ units[$0] }),
      let count = Int64(argument.dropLast()), count >= 0
    else { return nil }
    let (milliseconds, isTooLong) = count.multipliedReportingOverflow(by: unit)
    if isTooLong { return nil }
    self = .ago(milliseconds)
  }
}
