/// The order people expect of names with numbers in them: `model.2` before `model.10`.
package enum NaturalOrder {
  /// Bare names (hyperparameters) before dotted ones, then by name.
  package static func parameterPrecedes(_ first: String, _ second: String) -> Bool {
    let (a, b) = (first.contains("."), second.contains("."))
    return a == b ? precedes(first, second) : b
  }

  /// Part by part between the dots, numbers as numbers.
  static func precedes(_ first: String, _ second: String) -> Bool {
    let a = first.split(separator: ".", omittingEmptySubsequences: false)
    let b = second.split(separator: ".", omittingEmptySubsequences: false)
    for (left, right) in zip(a, b) where left != right {
      switch (Int(left), Int(right)) {
      case (let left?, let right?): return left < right
      case (nil, nil): return left < right
      case (let left, _): return left != nil
      }
    }
    return a.count < b.count
  }
}
