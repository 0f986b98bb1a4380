/// How the numbers a kernel gives become brightness again, 0...255.
enum BrightnessMap {
  /// What is below 0 becomes 0, what is above 255 becomes 255.
  case clamp
  /// The sign is dropped first: both directions of an edge show.
  case magnitude

  func callAsFunction(_ value: Float) -> UInt8 {
    let size = self == .magnitude ? abs(value) : value
    // Not a number maps to 0: `max` returns its first argument then.
    return UInt8(min(max(0, size), 255).rounded())
  }
}
