/// The hyperparameters to search, in order: conditions look at earlier ones only.
package struct SearchSpace: Hashable, Sendable {
  package let dimensions: [Dimension]

  package init(_ dimensions: [Dimension]) {
    for (index, dimension) in dimensions.enumerated() {
      for condition in dimension.conditions {
        precondition(
          dimensions[..<index].contains { $0.name == condition.name },
          "\(dimension.name) depends on \(condition.name), which does not stand before it")
      }
    }
    self.dimensions = dimensions
  }

  /// A configuration from a text for each dimension; those ruled out are not asked for.
  package func configuration(_ text: (Int, Dimension) -> String) -> Configuration {
    var configuration = Configuration()
    for (index, dimension) in dimensions.enumerated()
    where dimension.isActive(in: configuration) {
      configuration[dimension.name] = text(index, dimension)
    }
    return configuration
  }

  /// The configuration at a point of the unit cube, one coordinate for each dimension.
  package func configuration(at point: [Double]) -> Configuration {
    precondition(point.count == dimensions.count, "\(point.count) coordinates")
    return configuration { $1.domain.text(atUnit: point[$0]) }
  }

  /// Larger grids are refused.
  package static let largestGrid = 10_000

  /// Every configuration, the last dimension changing fastest; nil where a dimension has no end of
  /// values, or where there are more than `most` configurations.
  package func grid(most: Int = largestGrid) -> [Configuration]? {
    var found = [Configuration()]
    for dimension in dimensions {
      guard let count = dimension.domain.count else { return nil }
      var next: [Configuration] = []
      for configuration in found {
        guard dimension.isActive(in: configuration) else {
          next.append(configuration)
          continue
        }
        guard next.count + count <= most else { return nil }
        for index in 0..<count {
          var copy = configuration
          copy[dimension.name] = dimension.domain.text(at: index)
          next.append(copy)
        }
      }
      found = next
    }
    return found
  }
}
