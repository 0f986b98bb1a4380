import Testing

@testable import convoy

struct PictureKernelTests {
  @Test func readsRowsOfWeights() throws {
    let kernel = try PictureKernel(parsing: "1 0 -1; 2,0,-2 ;1 0 -1e0;")
    #expect(kernel.weights == [[1, 0, -1], [2, 0, -2], [1, 0, -1]])
    #expect(kernel.isDerivative)
  }

  @Test func knowsEveryNamedKernel() throws {
    for name in NamedKernel.allCases {
      let weights = try PictureKernel(parsing: name.rawValue).weights
      #expect(weights.allSatisfy { $0.count == weights.count && $0.count % 2 == 1 }, "\(name)")
      let sum = weights.joined().reduce(0, +)
      #expect(abs(sum) < 1e-6 || abs(sum - 1) < 1e-6, "\(name) sums to \(sum)")
    }
  }

  @Test(arguments: [
    ("sobel", "--kernel: \"sobel\" is no kernel; did you mean \"sobel-x\"? accepted: identity, "),
    ("", "--kernel: no weights; a name or rows of numbers are accepted"),
    ("1 2; 3", "--kernel: row 2 has 1 weights, row 1 has 2; rows of one length are accepted"),
    ("1 x", "--kernel: row 1: \"x\" is no number; numbers are accepted"),
    ("1 inf", "--kernel: row 1: \"inf\" is no number; numbers are accepted"),
  ])
  func refusesWhatIsNoKernel(text: String, message: String) {
    let error = #expect(throws: CommandError.self) { try PictureKernel(parsing: text) }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    #expect(error?.status == .usage)
  }
}
