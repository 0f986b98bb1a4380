/// A height and a width, counted in elements: the size of a kernel, a stride or a pooling window.
public struct Extent: Hashable, Sendable {
  /// Rows.
  public var height: Int
  /// Columns.
  public var width: Int

  /// Height first.
  public init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }

  /// The same number for both axes.
  public init(_ both: Int) { self.init(both, both) }
}

extension Extent: CustomStringConvertible {
  /// `3×5`, height first.
  public var description: String { "\(height)×\(width)" }
}
