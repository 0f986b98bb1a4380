/// A kernel for pictures: a well-known one by name, or its weights as written.
package struct PictureKernel: Equatable, Sendable {
  /// Rows of equal length, at least one weight.
  package let weights: [[Float]]

  /// Reads `sobel-x`, or rows separated by semicolons with numbers separated by spaces or commas:
  /// `1 0 -1; 2 0 -2; 1 0 -1`.
  package init(parsing text: String) throws(PictureKernelError) {
    if let named = NamedKernel(rawValue: text) {
      weights = named.weights
      return
    }
    if text.first?.isLetter == true { throw .unknownName(text) }
    var rows: [[Float]] = []
    for (index, row) in text.split(separator: ";", omittingEmptySubsequences: true).enumerated() {
      var numbers: [Float] = []
      for word in row.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "\t" }) {
        guard let number = Float(word), number.isFinite else {
          throw .noNumber(row: index + 1, word: String(word))
        }
        numbers.append(number)
      }
      if !numbers.isEmpty { rows.append(numbers) }
    }
    guard let first = rows.first else { throw .noWeights }
    if let odd = rows.firstIndex(where: { $0.count != first.count }) {
      throw .unevenRows(row: odd + 1, weights: rows[odd].count, first: first.count)
    }
    weights = rows
  }

  /// Whether the weights measure change rather than brightness: their sum is nearer to zero than
  /// to one.
  package var isDerivative: Bool { weights.joined().reduce(0, +) < 0.5 }
}
