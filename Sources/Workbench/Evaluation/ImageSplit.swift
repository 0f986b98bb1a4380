import Datasets
import Training

/// One of the parts a data set is divided into.
package enum ImageSplit: String, CaseIterable, Codable, Sendable {
  case train, validation, test
}

extension ImageDataset {
  /// The pictures of a split and which of them belong to it; nil if there are none.
  ///
  /// - Parameter validation: the part of the training pictures set aside, in 0..<1.
  func pictures(_ split: ImageSplit, validation: Double) -> (set: ImageSet, range: Range<Int>)? {
    let parts = self.split(validation: validation)
    let (set, range): (ImageSet?, Range<Int>) =
      switch split {
      case .train: (train, parts.train)
      case .validation: (train, parts.validation)
      case .test: (test, 0..<(test?.count ?? 0))
      }
    guard let set, !range.isEmpty else { return nil }
    return (set, range)
  }
}
