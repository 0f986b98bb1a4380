import Foundation

/// What statsmodels and SciPy say, as `tools/golden/effects.py` wrote it.
struct GoldenEffects: Decodable {
  struct Design: Decodable {
    struct Level: Decodable {
      let effect, margin: Double
    }

    struct Factor: Decodable {
      let squares, probability: Double
      let freedom: Int
      let levels: [Level]
    }

    let name: String
    /// Of each observation the levels of the factors a, b and c.
    let rows: [[Int]]
    let values: [Double]
    let total, residual: Double
    let freedom: Int
    let factors: [String: Factor]
  }

  struct Student: Decodable {
    let probability: Double
    let freedom: Int
    let bound: Double
  }

  struct Fisher: Decodable {
    let value: Double
    let first, second: Int
    let tail: Double
  }

  let designs: [Design]
  let student: [Student]
  let fisher: [Fisher]

  static let recorded: GoldenEffects = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Golden/effects.json")
    guard let data = try? Data(contentsOf: file),
      let effects = try? JSONDecoder().decode(GoldenEffects.self, from: data)
    else { fatalError("Golden/effects.json cannot be read") }
    return effects
  }()
}

/// Equal but for rounding.
func agree(_ a: Double, _ b: Double, within tolerance: Double = 1e-9) -> Bool {
  abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-6)
}
