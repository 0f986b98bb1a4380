extension NumberText {
  /// A whole number with commas between thousands: `1,250,858`.
  package static func count(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var result = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }

  /// Bytes in decimal units: `512 B`, `4.9 MB`.
  package static func bytes(_ count: Int) -> String {
    if count < 1000 { return "\(count) B" }
    var value = Double(count)
    var unit = ""
    for next in ["kB", "MB", "GB", "TB"] where value >= 999.95 {
      value /= 1000
      unit = next
    }
    return fixed(value, 1) + " " + unit
  }

  /// A duration in seconds: `0.84s`, `12.3s`, `3m 12s`, `1h 04m`, `2d 03h`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e11 else { return "–" }
    if seconds < 9.995 { return fixed(seconds, 2) + "s" }
    if seconds < 59.95 { return fixed(seconds, 1) + "s" }
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let whole = Int(seconds.rounded())
    if whole < 3600 { return "\(whole / 60)m \(two(whole % 60))s" }
    if whole < 86_400 { return "\(whole / 3600)h \(two(whole % 3600 / 60))m" }
    return "\(whole / 86_400)d \(two(whole % 86_400 / 3600))h"
  }

  /// How many seconds ago something was, in its largest unit: `now`, `42s ago`, `5m ago`, `9d ago`.
  package static func age(_ seconds: Double) -> String {
    if seconds < 1 { return "now" }
    if seconds < 60 { return "\(Int(seconds))s ago" }
    if seconds < 3600 { return "\(Int(seconds / 60))m ago" }
    if seconds < 86_400 { return "\(Int(seconds / 3600))h ago" }
    return "\(Int(seconds / 86_400))d ago"
  }
}
