package import ConvEngine

/// The time of one pass through a part of the training steps, as a metric of an epoch:
/// `time.conv_1.forward`, in microseconds of a thread for an image.
package struct PassTime: Hashable, Sendable {
  package enum Pass: String, Sendable, CaseIterable {
    case forward, backward
  }

  /// A layer, or another part of `StepProfile`.
  package let part: String
  package let pass: Pass

  package init(_ part: String, _ pass: Pass) {
    self.part = part
    self.pass = pass
  }

  /// Reads a metric's name; nil if it is that of another kind.
  package init?(metric name: String) {
    let words = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 3, words[0] == Self.prefix, let pass = Pass(rawValue: words[2]) else {
      return nil
    }
    self.init(words[1], pass)
  }

  /// The metric's name: it needs no quotes in a filter, and its first word says that less is better.
  package var metric: String { "\(Self.prefix).\(part).\(pass.rawValue)" }

  private static let prefix = "time"
}

extension StepProfile {
  /// Every pass of every part that has something to do.
  package var metrics: [Metric] {
    parts.flatMap { part in
      [(PassTime.Pass.forward, part.forward), (.backward, part.backward)].compactMap {
        pass, seconds in
        seconds.map {
          Metric(PassTime(part.name, pass).metric, $0 * 1e6 / Double(max(1, images)))
        }
      }
    }
  }
}
