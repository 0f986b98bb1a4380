public import ArgumentParser
public import ConvEngine

extension Padding: ExpressibleByArgument {
  /// `same`, `valid`, or an amount as `Extent` reads it.
  public init?(argument: String) {
    switch argument {
    case "same": self = .same
    case "valid": self = .valid
    default:
      guard let extent = Extent(argument: argument) else { return nil }
      self = .amount(extent)
    }
  }
}
