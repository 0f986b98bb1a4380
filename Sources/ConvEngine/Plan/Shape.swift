/// What flows between two layers, for one image.
public enum Shape: Hashable, Sendable {
  case image(ImageShape)
  case vector(Int)

  /// The number of elements.
  public var count: Int {
    switch self {
    case .image(let shape): shape.count
    case .vector(let count): count
    }
  }
}

extension Shape: CustomStringConvertible {
  /// `32×32×3` or `512`
  public var description: String {
    switch self {
    case .image(let shape): shape.description
    case .vector(let count): "\(count)"
    }
  }
}
