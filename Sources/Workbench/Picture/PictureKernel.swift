import Training

/// The kernel of `convoy convolve`: a well-known one by name, or its weights as written.
struct PictureKernel: Equatable {
  /// Rows of equal length, at least one weight.
  let weights: [[Float]]

  /// Reads `sobel-x`, or rows separated by semicolons with numbers separated by spaces or commas:
  /// `1 0 -1; 2 0 -2; 1 0 -1`.
  init(parsing text: String) throws(CommandError) {
    if let named = NamedKernel(rawValue: text) {
      weights = named.weights
      return
    }
    let names = NamedKernel.allCases.map(\.rawValue)
    if text.first?.isLetter == true {
      let suggestion = Spelling(names).nearest(to: text).map { " did you mean \"\($0)\"?" } ?? ""
      throw CommandError(
        .usage,
        "--kernel: \"\(text)\" is no kernel;\(suggestion) accepted: \(names.joined(separator: ", ")), or weights such as \"1 0 -1; 2 0 -2; 1 0 -1\""
      )
    }
    var rows: [[Float]] = []
    for (index, row) in text.split(separator: ";", omittingEmptySubsequences: true).enumerated() {
      var numbers: [Float] = []
      for word in row.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "\t" }) {
        guard let number = Float(word), number.isFinite else {
          throw CommandError(
            .usage, "--kernel: row \(index + 1): \"\(word)\" is no number; numbers are accepted")
        }
        numbers.append(number)
      }
      if !numbers.isEmpty { rows.append(numbers) }
    }
    guard let first = rows.first else {
      throw CommandError(.usage, "--kernel: no weights; a name or rows of numbers are accepted")
    }
    if let odd = rows.firstIndex(where: { $0.count != first.count }) {
      throw CommandError(
        .usage,
        "--kernel: row \(odd + 1) has \(rows[odd].count) weights, row 1 has \(first.count); rows of one length are accepted"
      )
    }
    weights = rows
  }

  /// Whether the weights measure change rather than brightness: their sum is nearer to zero than
  /// to one.
  var isDerivative: Bool { weights.joined().reduce(0, +) < 0.5 }
}
