import ConvEngine
import Datasets
import Testing

@testable import Workbench

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
    let error = #expect(throws: PictureKernelError.self) { try PictureKernel(parsing: text) }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  private let picture = NetpbmImage(
    height: 2, width: 3, channels: 3,
    values: [10, 20, 30, 40, 50, 60, 70, 80, 90, 15, 25, 35, 45, 55, 65, 75, 85, 255])

  private func apply(
    _ kernel: String, stride: Extent = Extent(1), padding: Padding = .same
  ) throws -> NetpbmImage {
    try PictureKernel(parsing: kernel).applied(
      to: picture, stride: stride, padding: padding, execution: ExecutionOptions(threads: 1))
  }

  @Test func leavesAPictureAsItIs() throws {
    #expect(try apply("identity") == picture)
  }

  @Test func showsBothDirectionsOfAnEdge() throws {
    let edges = try apply("-1 1", padding: .valid)
    #expect(edges == (try apply("1 -1", padding: .valid)))
    #expect(edges.width == 2)
    #expect(edges.values == [30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 190])
  }

  @Test func cutsWhatIsTooBright() throws {
    let brighter = try apply("4")
    #expect(brighter.values.prefix(6) == [40, 80, 120, 160, 200, 240])
    #expect(brighter.values.last == 255)
  }

  @Test func steps() throws {
    let smaller = try apply("1", stride: Extent(2))
    #expect(smaller.height == 1)
    #expect(smaller.values == [10, 20, 30, 70, 80, 90])
  }

  @Test func saysWhenAKernelDoesNotFit() throws {
    let error = #expect(throws: PictureKernelError.self) { try apply("sobel-x", padding: .valid) }
    #expect(
      error?.description
        == "--kernel: kernel 3×3 exceeds its 2×3 input; use at most 2×3 or padding \"same\"")
  }

  @Test(
    arguments: [(-300, 0, 255), (-10, 0, 10), (12.4, 12, 12), (300, 255, 255), (.nan, 0, 0)]
      as [(Float, UInt8, UInt8)])
  func mapsNumbersToBrightness(value: Float, clamped: UInt8, magnitude: UInt8) {
    #expect(BrightnessMap.clamp(value) == clamped)
    #expect(BrightnessMap.magnitude(value) == magnitude)
  }
}
