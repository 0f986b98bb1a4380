/// What all epochs of one metric of one run come to.
public struct MetricSummary: Sendable, Hashable {
  /// Epochs with a value, NaN and infinite ones included.
  public var count: Int
  /// How many of them are NaN or infinite.
  public var nonFinite: Int
  /// Which values are better.
  public var direction: MetricDirection
  /// The values of the first and the last epoch that have one, NaN and infinities as recorded.
  public var first, last: Double
  /// The epochs of these.
  public var firstEpoch, lastEpoch: Int
  /// The extremes of the finite values; nil where no value is finite.
  public var min, max: Double?
  /// The first epochs that reached them; nil where no value is finite.
  public var minEpoch, maxEpoch: Int?

  /// The best finite value.
  public var best: Double? { direction == .min ? min : max }
  /// The first epoch that reached the best value.
  public var bestEpoch: Int? { direction == .min ? minEpoch : maxEpoch }
}

extension MetricSummary: Codable {
  private enum CodingKeys: String, CodingKey {
    case count, nonFinite, direction, first, last, firstEpoch, lastEpoch
    case min, max, minEpoch, maxEpoch, best, bestEpoch
  }

  /// Reads what `encode` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    count = try container.decode(Int.self, forKey: .count)
    nonFinite = try container.decode(Int.self, forKey: .nonFinite)
    direction = try container.decode(MetricDirection.self, forKey: .direction)
    first = try container.decode(JSONNumber.self, forKey: .first).value
    last = try container.decode(JSONNumber.self, forKey: .last).value
    firstEpoch = try container.decode(Int.self, forKey: .firstEpoch)
    lastEpoch = try container.decode(Int.self, forKey: .lastEpoch)
    min = try container.decodeIfPresent(Double.self, forKey: .min)
    max = try container.decodeIfPresent(Double.self, forKey: .max)
    minEpoch = try container.decodeIfPresent(Int.self, forKey: .minEpoch)
    maxEpoch = try container.decodeIfPresent(Int.self, forKey: .maxEpoch)
  }

  /// Writes every key, absent values as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(count, forKey: .count)
    try container.encode(nonFinite, forKey: .nonFinite)
    try container.encode(direction, forKey: .direction)
    try container.encode(JSONNumber(first), forKey: .first)
    try container.encode(JSONNumber(last), forKey: .last)
    try container.encode(firstEpoch, forKey: .firstEpoch)
    try container.encode(lastEpoch, forKey: .lastEpoch)
    try container.encode(min, forKey: .min)
    try container.encode(max, forKey: .max)
    try container.encode(minEpoch, forKey: .minEpoch)
    try container.encode(maxEpoch, forKey: .maxEpoch)
    try container.encode(best, forKey: .best)
    try container.encode(bestEpoch, forKey: .bestEpoch)
  }
}
