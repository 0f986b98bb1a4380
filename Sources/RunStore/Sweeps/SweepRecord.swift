public import Foundation

/// A sweep: one search for good hyperparameters, whose trials are runs.
public struct SweepRecord: Sendable, Hashable {
  /// The identifier that never changes; the parent of the trials' runs.
  public let id: RunIdentifier
  /// What the sweep file calls it; a later sweep may have the same name.
  public let name: String
  /// The sweep file and the experiment file it varies, to the letter.
  public let text, experimentText: String
  /// What trials are compared by, and which values are better.
  public let metric: BestMetric
  /// When it was planned.
  public let createdAt: Date
  /// When its last trial had ended; nil before.
  public let endedAt: Date?
}

extension SweepRecord: Encodable {
  private enum CodingKeys: String, CodingKey {
    case id, name, metric, direction, createdAt, endedAt
  }

  /// Writes every key but the files, absent values as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(name, forKey: .name)
    try container.encode(metric.name, forKey: .metric)
    try container.encode(metric.direction, forKey: .direction)
    try container.encode(Timestamp(createdAt), forKey: .createdAt)
    try container.encode(endedAt.map(Timestamp.init(_:)), forKey: .endedAt)
  }
}

/// A sweep about to be planned.
public struct NewSweep: Sendable {
  /// What the sweep file calls it.
  public var name: String
  /// The sweep file and the experiment file it varies, to the letter.
  public var text, experimentText: String
  /// What trials are compared by.
  public var metric: BestMetric
  /// The trials that are planned from the beginning; a search that learns adds them one by one.
  public var trials: [NewTrial]
  /// Now.
  public var createdAt: Date

  /// A sweep out of its parts.
  public init(
    name: String, text: String, experimentText: String, metric: BestMetric, trials: [NewTrial],
    createdAt: Date
  ) {
    self.name = name
    self.text = text
    self.experimentText = experimentText
    self.metric = metric
    self.trials = trials
    self.createdAt = createdAt
  }
}
