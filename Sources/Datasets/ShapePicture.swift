/// One picture of `Shapes`: what was thrown for it, and how it is drawn.
struct ShapePicture {
  private let shape: Shape
  private var generator: CounterGenerator
  /// The shape's centre, in pixels from the upper left corner.
  private let centre: SIMD2<Float>
  /// Half the shape's size, in pixels.
  private let radius: Float
  /// Cosine and sine of the rotation.
  private let rotation: SIMD2<Float>
  /// Red, green, blue in 0...255.
  private let background: SIMD3<Float>
  private let foreground: SIMD3<Float>
  /// Half the width of the noise's triangular distribution, in 0...255.
  private let noise: Float
  /// Length of a pattern's period and its start, in units of `radius`.
  private let period: Float
  private let phase: SIMD2<Float>

  init(_ shape: Shape, generator: CounterGenerator) {
    var generator = generator
    self.shape = shape
    radius = generator.next(in: 9...13)
    let reach: Float = 4
    centre = [16 + generator.next(in: -reach...reach), 16 + generator.next(in: -reach...reach)]
    // From the tangent of half the angle (± 15°): no sine, whose last bit differs between libraries.
    let tangent = generator.next(in: -0.13...0.13)
    let square = tangent * tangent
    rotation = [(1 - square) / (1 + square), 2 * tangent / (1 + square)]
    let dark = Self.colour(&generator, from: 0)
    let bright = Self.colour(&generator, from: 150)
    let inverted = generator.next() & 1 == 1
    (background, foreground) = inverted ? (bright, dark) : (dark, bright)
    noise = generator.next(in: 5...30)
    period = generator.next(in: 0.55...0.8)
    phase = [generator.next(in: 0...1), generator.next(in: 0...1)]
    self.generator = generator
  }

  /// Each channel in `least`...`least` + 105.
  private static func colour(_ generator: inout CounterGenerator, from least: Float) -> SIMD3<Float>
  {
    let channels = least...least + 105
    return [
      generator.next(in: channels), generator.next(in: channels), generator.next(in: channels),
    ]
  }

  /// Fills one picture, [32, 32, 3].
  mutating func draw(into pixels: UnsafeMutableBufferPointer<UInt8>) {
    let bar: Float = 0.24
    let period = period
    let phase = phase
    switch shape {
    case .disc: fill(pixels) { u, v in Self.length(u, v) - 0.85 }
    case .ring: fill(pixels) { u, v in abs(Self.length(u, v) - 0.72) - 0.16 }
    case .square: fill(pixels) { u, v in max(abs(u), abs(v)) - 0.75 }
    case .frame: fill(pixels) { u, v in abs(max(abs(u), abs(v)) - 0.66) - 0.15 }
    case .triangle: fill(pixels) { u, v in max(0.866 * abs(u) - 0.5 * v, v) - 0.45 }
    case .plus:
      fill(pixels) { u, v in max(max(abs(u), abs(v)) - 0.9, min(abs(u), abs(v)) - bar) }
    case .cross:
      fill(pixels) { u, v in
        let (a, b) = (0.7071 * abs(u + v), 0.7071 * abs(u - v))
        return max(max(a, b) - 0.9, min(a, b) - bar)
      }
    case .horizontalStripes:
      fill(pixels) { u, v in
        max(Self.length(u, v) - 0.95, Self.stripes(v, period: period, phase: phase.x))
      }
    case .verticalStripes:
      fill(pixels) { u, v in
        max(Self.length(u, v) - 0.95, Self.stripes(u, period: period, phase: phase.x))
      }
    case .checkerboard:
      fill(pixels) { u, v in
        let a = Self.stripes(u, period: 1.5 * period, phase: phase.x)
        let b = Self.stripes(v, period: 1.5 * period, phase: phase.y)
        return max(Self.length(u, v) - 0.95, max(min(a, b), -max(a, b)))
      }
    }
  }

  @inline(__always)
  private static func length(_ u: Float, _ v: Float) -> Float { (u * u + v * v).squareRoot() }

  /// The distance to stripes as wide as their gaps, negative inside them.
  @inline(__always)
  private static func stripes(_ x: Float, period: Float, phase: Float) -> Float {
    let turns = x / period + phase + 64
    return (abs(turns - Float(Int32(turns)) - 0.5) - 0.25) * period
  }

  /// Paints where `distance`, in units of `radius` from the shape's edge, is negative, with an edge one
  /// pixel wide, and adds the noise.
  @inline(__always)
  private mutating func fill(
    _ pixels: UnsafeMutableBufferPointer<UInt8>, distance: (Float, Float) -> Float
  ) {
    let side = Shapes.side
    precondition(pixels.count == 3 * side * side)
    let scale = 1 / radius
    let (cosine, sine) = (rotation.x * scale, rotation.y * scale)
    let difference = foreground - background
    let grain = noise / 255
    var offset = 0
    for row in 0..<side {
      let y = Float(row) + 0.5 - centre.y
      for column in 0..<side {
        let x = Float(column) + 0.5 - centre.x
        let edge = distance(cosine * x + sine * y, cosine * y - sine * x)
        let coverage = min(max(0.5 - edge * radius, 0), 1)
        let bits = generator.next()
        let first = Self.noise(bits) * grain
        let second = Self.noise(bits >> 16) * grain
        let third = Self.noise(bits >> 32) * grain
        pixels[offset] = Self.byte(background.x + coverage * difference.x + first)
        pixels[offset + 1] = Self.byte(background.y + coverage * difference.y + second)
        pixels[offset + 2] = Self.byte(background.z + coverage * difference.z + third)
        offset += 3
      }
    }
  }

  /// The difference of two random bytes: triangular in -255...255.
  @inline(__always)
  private static func noise(_ bits: UInt64) -> Float {
    Float(Int32(truncatingIfNeeded: bits & 255) - Int32(truncatingIfNeeded: (bits >> 8) & 255))
  }

  @inline(__always)
  private static func byte(_ value: Float) -> UInt8 {
    UInt8(truncatingIfNeeded: Int32(min(max(value + 0.5, 0), 255)))
  }
}
