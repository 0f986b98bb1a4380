import Charts
import Glibc

/// Values as people read them in tables and on progress lines.
enum Format {
  /// `value` with that many digits after the point.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    printf("%.\(digits)f", value)
  }

  /// A metric's value: four decimals in the range accuracies and losses live in, three significant
  /// digits below it, fewer decimals above it.
  static func metric(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    let size = abs(value)
    if size == 0 { return "0" }
    if size < 0.01 { return printf("%.3g", value) }
    if size < 100 { return fixed(value, 4) }
    if size < 1e7 { return fixed(value, 1) }
    return printf("%.4g", value)
  }

  static func metric(_ value: Double?) -> String { value.map(metric) ?? "–" }

  /// A number of any kind: whole ones with commas between thousands, others as metrics.
  static func number(_ value: Double?) -> String {
    guard let value else { return "–" }
    return Int(exactly: value).map(count) ?? metric(value)
  }

  /// A whole number such as an epoch.
  static func whole(_ value: Double?) -> String { value.map { fixed($0, 0) } ?? "–" }

  /// A fraction of one as `71.2 %`.
  static func percent(_ fraction: Double) -> String {
    fraction.isFinite ? fixed(100 * fraction, 1) + " %" : "–"
  }

  /// A whole number with commas between thousands: `1,250,858`.
  static func count(_ value: Int) -> String { NumberText.count(value) }

  /// Bytes in decimal units: `512 B`, `4.9 MB`.
  static func bytes(_ count: Int) -> String { NumberText.bytes(count) }

  /// A duration given in seconds: `0.84s`, `12.3s`, `3m 12s`, `1h 04m`, `2d 03h`.
  static func duration(_ seconds: Double) -> String { NumberText.duration(seconds) }

  /// A time to wait, given in seconds, without fractions of one: `8s`, `3m 12s`.
  static func wait(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 59.5 else { return duration(seconds.rounded()) }
    return fixed(max(0, seconds), 0) + "s"
  }

  static func duration(_ seconds: Double?) -> String { seconds.map { duration($0) } ?? "–" }

  /// How long ago something was, in its largest unit: `now`, `42s ago`, `5m ago`, `3h ago`, `9d ago`.
  static func age(_ seconds: Double) -> String { NumberText.age(seconds) }

  /// A setting's value; of a number with many digits the first four.
  static func setting(_ text: String) -> String {
    guard text.count > 8, let value = Double(text) else { return text }
    return printf("%.4g", value)
  }

  private static func printf(_ format: String, _ value: Double) -> String {
    withVaList([value]) { arguments in
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
        // 400 bytes hold the longest finite Double at the few decimals used here (309 digits).
        _ = vsnprintf(buffer.baseAddress, buffer.count, format, arguments)
        return buffer.baseAddress.map { String(cString: $0) } ?? ""
      }
    }
  }
}
