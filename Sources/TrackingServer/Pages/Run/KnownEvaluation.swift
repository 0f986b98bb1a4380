import Pictures
import Workbench

/// What a page shows of an evaluation: small enough to be kept.
struct KnownEvaluation: Sendable {
  /// A picture the network was sure of, and wrong.
  struct Mistake: Sendable {
    let png: [UInt8]
    /// Names of classes.
    let label, predicted: String
    /// In 0...1.
    let probability: Double
  }

  let report: EvaluationReport
  /// The surest first.
  let mistakes: [Mistake]

  static let mostMistakes = 24

  init(_ evaluation: DetailedEvaluation) throws {
    let report = evaluation.report
    let names = report.classNames
    self.report = report
    mistakes = try evaluation.surestMistakes(Self.mostMistakes).compactMap { verdict in
      try evaluation.picture(of: verdict).map { picture in
        Mistake(
          png: try PictureFile.png(picture), label: names[verdict.label],
          predicted: names[verdict.predicted], probability: verdict.probability)
      }
    }
  }
}
