public import ArgumentParser
public import ConvEngine

extension Extent: ExpressibleByArgument {
  /// `2`, or `2,3`, `2x3`, `2×3`: height first.
  public init?(argument: String) {
    let parts = argument.split(whereSeparator: { ",x×".contains($0) }).map { Int($0) }
    switch parts.count {
    case 1: if let both = parts[0], both >= 0 { self.init(both) } else { return nil }
    case 2:
      guard let height = parts[0], let width = parts[1], height >= 0, width >= 0 else { return nil }
      self.init(height, width)
    default: return nil
    }
  }
}
