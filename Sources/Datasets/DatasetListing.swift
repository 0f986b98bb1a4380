/// One line of `data list`: a data set's name, what it is and where it was found.
package struct DatasetListing: Sendable, Codable, Equatable {
  package let name: String
  package let about: String
  package let classes: Int
  /// Pictures in the training split; nil when the set was not found.
  package let train: Int?
  package let test: Int?
  /// The folder it is in; nil for a made set or one that was not found.
  package let path: String?
  /// What to do when it is not there, or what is wrong with it; one line.
  package let problem: String?

  /// Every set an experiment can name. Sizes come from the files' sizes, nothing is read.
  package static func all(in location: DataLocation) -> [DatasetListing] {
    [cifar10(location), shapes]
  }

  private static func cifar10(_ location: DataLocation) -> DatasetListing {
    var path: String?
    var counts: [Int]?
    var problem: String?
    do throws(DatasetError) {
      let set = CIFAR10(folder: try location.cifar10Folder())
      path = set.folder
      let batches = try set.batchCounts()
      counts = batches
      let images = batches.reduce(0, +)
      if images < CIFAR10.wholeSet {
        problem =
          "\(set.folder): incomplete, \(images) of \(CIFAR10.wholeSet) images; "
          + "convoy data fetch cifar10 gets them all"
      }
    } catch {
      problem = error.description
    }
    return DatasetListing(
      name: "cifar10", about: "photographs of ten kinds of things, 32×32×3", classes: 10,
      train: counts?.dropLast().reduce(0, +), test: counts?.last, path: path, problem: problem)
  }

  private static var shapes: DatasetListing {
    guard case .shapes(let train, let test, _) = DatasetSpec.shapes() else {
      preconditionFailure("DatasetSpec.shapes() is shapes")
    }
    return DatasetListing(
      name: "shapes", about: "drawn shapes of ten kinds, 32×32×3, made from a seed in any number",
      classes: Shapes.classNames.count, train: train, test: test, path: nil, problem: nil)
  }
}
