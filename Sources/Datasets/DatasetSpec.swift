/// Which data set to use, as `dataset: {name: …}` of an experiment file says it.
package enum DatasetSpec: Sendable, Hashable {
  /// 50,000 training and 10,000 test photographs of 32×32×3, from files (`CIFAR10`).
  case cifar10
  /// Drawn shapes of 32×32×3 in any number, made from a seed (`Shapes`).
  case shapes(train: Int = 4_000, test: Int = 1_000, seed: UInt64 = 1)

  /// The accepted values of `dataset.name`.
  package static let names = ["cifar10", "shapes"]

  /// The value of `dataset.name`.
  package var name: String {
    switch self {
    case .cifar10: "cifar10"
    case .shapes: "shapes"
    }
  }
}

/// The data set in memory. Files are looked for in `directory` and read once; made sets need none.
package func loadDataset(
  _ spec: DatasetSpec, directory: DataLocation
) throws(DatasetError) -> ImageDataset {
  switch spec {
  case .cifar10: try CIFAR10(folder: directory.cifar10Folder()).read()
  case .shapes(let train, let test, let seed):
    try Shapes(train: train, test: test, seed: seed).make()
  }
}
