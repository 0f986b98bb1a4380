import Training

/// What can be wrong with a kernel for a picture. `description` is one line.
package enum PictureKernelError: Error, Equatable {
  /// A word that names no kernel.
  case unknownName(String)
  case noWeights
  /// A word among the weights of a row, from 1.
  case noNumber(row: Int, word: String)
  /// Rows of different lengths.
  case unevenRows(row: Int, weights: Int, first: Int)
  /// The picture is too small, or the border too wide; `option` is the one to change.
  case doesNotFit(option: String, found: String, accepted: String)
}

extension PictureKernelError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .unknownName(let name):
      "--kernel: \"\(name)\" is no kernel;\(Self.suggestion(for: name)) accepted: "
        + NamedKernel.allCases.map(\.rawValue).joined(separator: ", ")
        + ", or weights such as \"1 0 -1; 2 0 -2; 1 0 -1\""
    case .noWeights: "--kernel: no weights; a name or rows of numbers are accepted"
    case .noNumber(let row, let word):
      "--kernel: row \(row): \"\(word)\" is no number; numbers are accepted"
    case .unevenRows(let row, let weights, let first):
      "--kernel: row \(row) has \(weights) weights, row 1 has \(first); rows of one length are accepted"
    case .doesNotFit(let option, let found, let accepted): "\(option): \(found); \(accepted)"
    }
  }

  private static func suggestion(for name: String) -> String {
    Spelling(NamedKernel.allCases.map(\.rawValue)).nearest(to: name)
      .map { " did you mean \"\($0)\"?" } ?? ""
  }
}
