/// A named data set: training pictures, a test split where there is one, and a fingerprint of them all.
package struct ImageDataset: Sendable {
  /// As an experiment file says it: `cifar10`, `shapes`.
  package let name: String
  /// One name per class, in the order of the labels.
  package let classNames: [String]
  package let train: ImageSet
  package let test: ImageSet?
  /// SHA-256 of the data in 64 hexadecimal digits; two runs with the same one saw the same pictures.
  package let fingerprint: String

  package init(
    name: String, classNames: [String], train: ImageSet, test: ImageSet?, fingerprint: String
  ) {
    self.name = name
    self.classNames = classNames
    self.train = train
    self.test = test
    self.fingerprint = fingerprint
  }

  /// The training pictures divided as Keras's `validation_split` does it: the last part, cut before
  /// any shuffling, is for validation; training keeps the first ⌊n · (1 − validation)⌋.
  ///
  /// Either part can be empty when the set is small. Precondition: `validation` is in 0..<1.
  package func split(validation: Double) -> (train: Range<Int>, validation: Range<Int>) {
    precondition((0..<1).contains(validation), "validation \(validation) is not in 0..<1")
    let kept = Int(Double(train.count) * (1 - validation))
    return (0..<kept, kept..<train.count)
  }
}
