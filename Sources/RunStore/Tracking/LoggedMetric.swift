/// One value of a metric as a client logs it.
package struct LoggedMetric: Sendable, Hashable {
  package var name: String
  /// NaN and infinities as given.
  package var value: Double
  package var at: Timestamp
  /// May be below zero.
  package var step: Int64

  package init(name: String, value: Double, at: Timestamp, step: Int64) {
    self.name = name
    self.value = value
    self.at = at
    self.step = step
  }

  /// Later in time, and greater where the time is the same; NaN is the least.
  func supersedes(at: Timestamp, value: Double) -> Bool {
    if self.at != at { return self.at > at }
    return value.isNaN ? !self.value.isNaN : self.value > value
  }
}

/// A name and what it has: a tag, or a parameter as it was written.
package struct NamedText: Sendable, Hashable {
  package var name: String
  package var text: String

  package init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }
}
