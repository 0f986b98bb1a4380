/// Every value of one metric of one run.
public struct RunCurve: Sendable, Hashable {
  /// The value of one epoch.
  public struct Point: Codable, Sendable, Hashable {
    /// The epoch it belongs to.
    public let epoch: Int
    /// From the start of the run to the epoch's recording; nil where that was not kept.
    public let seconds: Double?
    /// NaN and infinities as recorded.
    public let value: Double
  }

  /// Whose values they are.
  public let run: RunIdentifier
  /// The name of the run.
  public let name: String
  /// By epoch.
  public let points: [Point]
}

extension RunCurve.Point {
  private enum CodingKeys: String, CodingKey { case epoch, seconds, value }

  /// Reads what `encode` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    epoch = try container.decode(Int.self, forKey: .epoch)
    seconds = try container.decodeIfPresent(Double.self, forKey: .seconds)
    value = try container.decode(JSONNumber.self, forKey: .value).value
  }

  /// Writes every key, absent values as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epoch, forKey: .epoch)
    try container.encode(seconds, forKey: .seconds)
    try container.encode(JSONNumber(value), forKey: .value)
  }
}

extension RunCurve: Codable {
  private enum CodingKeys: String, CodingKey { case run, name, points }
}
