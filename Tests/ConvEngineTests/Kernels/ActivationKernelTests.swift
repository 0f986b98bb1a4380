import Glibc
import KernelTypes
import Testing

@testable import ConvEngine

/// What a special function of the kernels may be off by: |error| ≤ relative·|value| + absolute,
/// against the C library in double precision. The relative bound holds alone right of zero (for tanh
/// everywhere); left of it, where the others cancel, the absolute one helps. Measured over 40,000
/// numbers from ±1e-6 to ±1e6, the worst of the three levels: tanh 2.4e-7, sigmoid 1.2e-7,
/// silu 1.7e-7, gelu 1.9e-7 right of zero; left of it 6.0e-8, and 5.9e-7 for gelu.
struct FunctionBound: Sendable, CustomTestStringConvertible {
  let function: ElementFunction
  let relative: Double
  /// The absolute part, for numbers left of zero.
  let left: Double

  var testDescription: String { "\(function)" }

  static let forward = [
    FunctionBound(function: .tanh, relative: 3e-7, left: 0),
    FunctionBound(function: .sigmoid, relative: 2e-7, left: 1e-7),
    FunctionBound(function: .silu, relative: 2e-7, left: 1e-7),
    FunctionBound(function: .gelu, relative: 2e-7, left: 7e-7),
  ]
  static let backward = [
    FunctionBound(function: .silu, relative: 1e-6, left: 1e-7),
    FunctionBound(function: .gelu, relative: 3e-7, left: 2e-7),
  ]
}

@Suite struct ActivationKernelTests {
  private static let exact: [ElementFunction] = [.linear, .relu, .leakyRelu]
  private static let exactBackward: [ElementFunction] = exact + [.tanh, .sigmoid]

  /// ±10⁻⁶ to ±10⁶ in equal ratios, zeros, and the places where a function changes its formula.
  private static let wide: [Float] = {
    let magnitudes = (0...20_000).map { (step: Int) -> Float in
      Float(pow(10, Double(step) * 12 / 20_000 - 6))
    }
    return magnitudes + magnitudes.map { -$0 }
      + [0, -0.0, 3.92, -3.92, 9, -9, 87, -87, 88, -88, 89, -89, 1e30, -1e30]
  }()

  @Test(arguments: InstructionSet.available, exact)
  func piecewiseLinearFunctionsAreExact(_ level: InstructionSet, _ f: ElementFunction) {
    var numbers = Numbers(seed: 8)
    for count in level.oddSizes {
      let x = numbers.floats(count) + [.nan, .infinity, -.infinity, 0, -0.0, 0x1p-149]
      let buffer = numbers.floats(x.count + 20)
      #expect(level.difference(buffer) { $0.activate($1, x, f, count) } == nil)
      #expect(level.difference(buffer) { $0.activate($1, x, f, x.count) } == nil)
    }
  }

  @Test(arguments: InstructionSet.available, exactBackward)
  func slopesKnownFromTheOutputAreExact(_ level: InstructionSet, _ f: ElementFunction) {
    var numbers = Numbers(seed: 9)
    for count in level.oddSizes {
      let dy = numbers.floats(count + 1), y = numbers.floats(count + 1)
      let buffer = numbers.floats(count + 20)
      #expect(level.difference(buffer) { $0.activateBackward($1, dy, y, f, count) } == nil)
      #expect(level.difference(buffer) { $0.activateBackward($1, $1, y, f, count) } == nil)
    }
  }

  @Test(arguments: InstructionSet.available, FunctionBound.forward)
  func specialFunctionsStayWithinTheirBounds(_ level: InstructionSet, _ bound: FunctionBound) {
    let x = Self.wide
    var actual = x, expected = x
    level.kernels.activate(&actual, x, bound.function, x.count)
    level.reference.activate(&expected, x, bound.function, x.count)
    #expect(bound.worst(x, actual, expected) == nil)
  }

  @Test(arguments: InstructionSet.available, FunctionBound.backward)
  func slopesKnownFromTheInputStayWithinTheirBounds(
    _ level: InstructionSet, _ bound: FunctionBound
  ) {
    let x = Self.wide, dy = [Float](repeating: 1, count: x.count)
    var actual = x, expected = x
    level.kernels.activateBackward(&actual, dy, x, bound.function, x.count)
    level.reference.activateBackward(&expected, dy, x, bound.function, x.count)
    #expect(bound.worst(x, actual, expected) == nil)
  }

  /// A number alone in the last, partly used vector gives the bits it gives in a full one.
  @Test(arguments: InstructionSet.available, ElementFunction.allCases)
  func aResultDependsOnItsOwnInputAlone(_ level: InstructionSet, _ f: ElementFunction) {
    var numbers = Numbers(seed: 10)
    let x = numbers.floats(37, in: -5...5), dy = numbers.floats(37)
    var all = x, slopes = x
    level.kernels.activate(&all, x, f, x.count)
    level.kernels.activateBackward(&slopes, dy, x, f, x.count)
    for i in x.indices {
      var one: [Float] = [0], slope: [Float] = [0]
      level.kernels.activate(&one, [x[i]], f, 1)
      level.kernels.activateBackward(&slope, [dy[i]], [x[i]], f, 1)
      #expect(one[0] == all[i] && slope[0] == slopes[i])
    }
  }

  @Test(arguments: InstructionSet.available)
  func infinitiesBecomeTheLimitsAndNaNStays(_ level: InstructionSet) {
    let x: [Float] = [.infinity, -.infinity, .nan]
    let limits: [(ElementFunction, high: Float, low: Float)] = [
      (.tanh, 1, -1), (.sigmoid, 1, 0), (.relu, .infinity, 0),
    ]
    for (f, high, low) in limits {
      var y = x
      level.kernels.activate(&y, x, f, 3)
      #expect(y[0] == high && abs(y[1] - low) < 1e-37 && y[2].isNaN, "\(f): \(y)")
    }
    for f in ElementFunction.allCases {
      var y: [Float] = [0], dx: [Float] = [0]
      level.kernels.activate(&y, [.nan], f, 1)
      #expect(y[0].isNaN, "\(f)")
      level.kernels.activateBackward(&dx, [.nan], [0.5], f, 1)
      #expect(dx[0].isNaN, "the slope of \(f)")
    }
  }
}

extension FunctionBound {
  /// The number whose result is furthest beyond the bound, or nil.
  func worst(_ x: [Float], _ actual: [Float], _ expected: [Float]) -> String? {
    var worst: (excess: Double, index: Int)?
    for i in x.indices {
      let error = abs(Double(actual[i]) - Double(expected[i]))
      let excess = error / (relative * abs(Double(expected[i])) + (x[i] < 0 ? left : 0))
      if error > 0, !(excess <= (worst?.excess ?? 1)) { worst = (excess, i) }
    }
    return worst.map { "f(\(x[$0.index])) = \(actual[$0.index]) instead of \(expected[$0.index])" }
  }
}
