import ConvEngine

extension NetworkPlan {
  /// The most bytes of a tensor in the store: SQLite's default limit of a value.
  /// <https://www.sqlite.org/limits.html>, "Maximum length of a string or BLOB"
  static let largestTensor = 1_000_000_000

  /// Checks that the store can keep the weights, before a run is made.
  func checkStorable() throws(WorkbenchError) {
    for parameter in layers.lazy.flatMap(\.parameters) {
      let bytes = parameter.count * MemoryLayout<Float>.size
      guard bytes <= Self.largestTensor else {
        throw .tensorTooLarge(name: parameter.name, bytes: bytes, most: Self.largestTensor)
      }
    }
  }
}
