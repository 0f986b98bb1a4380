/// Which values of a metric are better.
public enum MetricDirection: String, Codable, Sendable, Hashable, CaseIterable {
  /// Less is better.
  case min
  /// More is better.
  case max

  /// The direction a metric's name tells: losses, errors and times are to be small, all else large.
  public static func of(_ metric: String) -> MetricDirection {
    let words = metric.lowercased().split(whereSeparator: { !$0.isLetter })
    let small: Set<Substring> = [
      "err", "time", "seconds", "minutes", "ms", "duration", "latency", "perplexity",
    ]
    let isSmall = words.contains {
      small.contains($0) || $0.hasSuffix("loss") || $0.hasSuffix("error")
    }
    return isSmall ? .min : .max
  }
}
