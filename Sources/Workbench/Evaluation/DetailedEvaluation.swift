package import Datasets
package import RunStore

/// How well a checkpoint does on a split, and what it makes of each picture.
package struct DetailedEvaluation: Sendable {
  /// What the network makes of a picture.
  package struct Verdict: Codable, Sendable, Hashable {
    /// The picture's place in its set.
    package let image: Int
    /// The true class and the one the network finds likeliest.
    package let label, predicted: Int
    /// Of the predicted class and of the true one, in 0...1.
    package let probability, labelProbability: Double

    package var isRight: Bool { label == predicted }
  }

  package let record: RunRecord
  /// What the experiment is to find out.
  package let question: String?
  package let report: EvaluationReport
  /// In the order of the pictures.
  package let verdicts: [Verdict]
  /// The set the pictures are in.
  package let pictures: ImageSet
  /// What the weights look like, in the order of the layers.
  package let tensors: [TensorStatistics]
  /// nil where the network has no convolution over images.
  package let kernels: KernelPictures?

  /// The mistakes the network was surest of, the surest first; among equals the earlier picture.
  package func surestMistakes(_ count: Int) -> [Verdict] {
    let mistakes = verdicts.filter { !$0.isRight }
    return Array(
      mistakes.sorted { ($1.probability, $0.image) < ($0.probability, $1.image) }.prefix(count))
  }

  /// The classes taken for another most often: true class, predicted class, and how many pictures.
  package func commonConfusions(_ count: Int) -> [(label: Int, predicted: Int, count: Int)] {
    let pairs = report.confusion.enumerated().flatMap { label, row in
      row.enumerated().filter { $0.offset != label && $0.element > 0 }
        .map { (label: label, predicted: $0.offset, count: $0.element) }
    }
    return Array(
      pairs.sorted { ($1.count, $0.label, $0.predicted) < ($0.count, $1.label, $1.predicted) }
        .prefix(count))
  }

  /// The picture of a verdict; nil where its channels are not those of a picture.
  package func picture(of verdict: Verdict) -> NetpbmImage? {
    guard pictures.channels == 1 || pictures.channels == 3 else { return nil }
    let size = pictures.bytesPerImage
    return NetpbmImage(
      height: pictures.height, width: pictures.width, channels: pictures.channels,
      values: Array(pictures.pixels[verdict.image * size..<(verdict.image + 1) * size]))
  }
}
