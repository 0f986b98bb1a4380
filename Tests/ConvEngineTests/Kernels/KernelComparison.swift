import KernelReference
import KernelTypes

@testable import ConvEngine

extension InstructionSet {
  /// The reference that rounds as this level does.
  var reference: KernelTable {
    #if arch(x86_64)
      self == .portable ? referenceTable : fusedReferenceTable
    #else
      fusedReferenceTable
    #endif
  }

  /// Counts around this level's vector width, and primes.
  var oddSizes: [Int] {
    let lanes = kernels.lanes
    return [0, 1, 2, 3, lanes - 1, lanes, lanes + 1, 2 * lanes, 4 * lanes - 1, 4 * lanes, 61, 127]
  }

  /// Runs one kernel of this level and of its reference on copies of a buffer and tells where they
  /// differ by a bit, also where they should have written nothing; nil if nowhere.
  func difference(
    _ buffer: [Float], _ run: (KernelTable, UnsafeMutablePointer<Float>) -> Void
  ) -> String? {
    var actual = buffer, expected = buffer
    run(kernels, &actual)
    run(reference, &expected)
    return firstDifference(actual, expected)
  }
}

/// Where two arrays differ by a bit; any NaN equals any other.
func firstDifference(_ actual: [Float], _ expected: [Float]) -> String? {
  guard actual.count == expected.count else {
    return "\(actual.count) values instead of \(expected.count)"
  }
  for i in actual.indices where actual[i].bitPattern != expected[i].bitPattern {
    if actual[i].isNaN && expected[i].isNaN { continue }
    return "at \(i): \(actual[i]) instead of \(expected[i])"
  }
  return nil
}
