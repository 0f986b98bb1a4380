/// What a run was trained on.
public struct DatasetInfo: Codable, Sendable, Hashable {
  /// The name of the data set.
  public var name: String
  /// The SHA-256 of the data, in hexadecimal.
  public var fingerprint: String
  /// Images in each part.
  public var train, validation, test: Int
  /// The name of each class, in the order of the labels.
  public var classNames: [String]

  /// A data set's description out of its parts.
  public init(
    name: String, fingerprint: String, train: Int, validation: Int, test: Int,
    classNames: [String] = []
  ) {
    self.name = name
    self.fingerprint = fingerprint
    self.train = train
    self.validation = validation
    self.test = test
    self.classNames = classNames
  }
}
