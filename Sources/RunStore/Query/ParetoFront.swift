/// Of points with several costs each, those that no other point undercuts: none is as low in every cost
/// and lower in one. Equal points are all among them.
enum ParetoFront {
  /// The positions of the front's points, the lowest first cost first.
  /// - Parameter costs: [point][cost], of one length.
  static func positions(of costs: [[Double]]) -> [Int] {
    let order = costs.indices.sorted {
      costs[$0] == costs[$1] ? $0 < $1 : costs[$0].lexicographicallyPrecedes(costs[$1])
    }
    // In this order nothing is undercut by what comes after it.
    var front: [Int] = []
    for point in order where !front.contains(where: { isUndercut(costs[point], by: costs[$0]) }) {
      front.append(point)
    }
    return front
  }

  private static func isUndercut(_ point: [Double], by other: [Double]) -> Bool {
    point != other && zip(point, other).allSatisfy { $0 >= $1 }
  }
}
