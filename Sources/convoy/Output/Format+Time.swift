import Foundation

extension Format {
  /// `1 run`, `2 runs`.
  static func plural(_ count: Int, _ noun: String) -> String {
    "\(self.count(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// A moment in the user's time zone: `2026-11-23 05:32:03`.
  static func moment(_ date: Date) -> String {
    var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
    var parts = tm()
    guard localtime_r(&seconds, &parts) != nil else { return "–" }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      guard let start = buffer.baseAddress,
        strftime(start, buffer.count, "%Y-%m-%d %H:%M:%S", &parts) > 0
      else { return "–" }
      return String(cString: start)
    }
  }
}
