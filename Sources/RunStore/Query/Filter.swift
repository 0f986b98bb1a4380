/// Which runs are meant, in the language of `--where`:
///
///     metrics.val_accuracy > 0.75 and (params.depth in (32, 64) or tags.kind = 'baseline')
///       and not attributes.status = 'failed'
///
/// `metrics.NAME` is the last value; `.first .min .max .best .count` are the others. Numbers compare as
/// numbers, quoted texts as text. A comparison with something a run does not have is false.
public struct Filter: Sendable, Hashable {
  /// The filter as it was written.
  public let text: String
  let condition: Condition

  /// - Parameters:
  ///   - text: the filter.
  ///   - source: what an error calls the text.
  public init(parsing text: String, source: String = "--where") throws(FilterError) {
    self.text = text
    var parser = try FilterParser(text, source: source)
    condition = try parser.filter()
  }

  /// Filters of the same text are the same.
  public static func == (a: Filter, b: Filter) -> Bool { a.text == b.text }

  /// Hashes the text.
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
