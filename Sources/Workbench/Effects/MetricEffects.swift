package import RunStore

/// Which parameters a metric depends on, over many runs: what each setting adds to it, the other
/// parameters held constant, and how much of the differences between runs each parameter explains.
package struct MetricEffects: Codable, Sendable, Hashable {
  /// One setting of a parameter.
  package struct Level: Codable, Sendable, Hashable {
    package let setting: String
    package let runs: Int
    /// The plain mean over these runs.
    package let mean: Double
    /// What the setting adds against the mean over all runs; nil where it cannot be told from another
    /// parameter's.
    package let effect: Double?
    /// Half the width of the effect's 95 % confidence interval; nil where nothing is left to estimate
    /// it from.
    package let margin: Double?
  }

  package struct Parameter: Codable, Sendable, Hashable {
    package let name: String
    /// Parameters that change along with it, always.
    package let aliases: [String]
    /// Of the differences between runs, the part it explains, chance taken off; nil where it cannot be
    /// told from other parameters.
    package let explained: Double?
    /// How probable it is that a parameter without any effect would explain as much; nil as `margin`.
    package let probability: Double?
    /// The position of the setting whose effect is best.
    package let best: Int?
    package let levels: [Level]
  }

  package let metric: String
  package let direction: MetricDirection
  /// Runs with a finite value.
  package let runs: Int
  package let runsWithoutValue: Int
  /// Over the runs.
  package let mean, standardDeviation: Double
  /// The part of the differences that no parameter by itself explains: chance, and parameters that act
  /// together; nil where there are as many coefficients as runs.
  package let rest: Double?
  /// The one that explains most first.
  package let parameters: [Parameter]
  /// Parameters that differ and of which nothing is said: texts with too many settings.
  package let ignored: [String]
}

extension MetricEffects {
  /// - Parameter metric: its name; its best value counts.
  /// - Throws: `WorkbenchError.tooFewValues` for fewer than three runs with a finite value.
  package init(
    of metric: String, _ observations: RunObservations
  ) throws(WorkbenchError) {
    let values = observations.values
    guard values.count >= 3 else { throw .tooFewValues(metric: metric, runs: values.count) }
    let (factors, ignored) = EffectFactor.all(of: observations.parameters)
    // What cannot be told from others is left out: its other settings would make theirs mean nothing.
    let whole = zip(factors, Self.model(values, factors).factors).map { $1.isWhole }
    let told = zip(factors, whole).filter(\.1).map(\.0)
    let model = Self.model(values, told)
    var fits = model.factors[...]
    let freedom = model.residualFreedom
    // A perfect fit leaves rounding, not chance.
    let noise = freedom > 0 ? model.residualSquares / Double(freedom) : nil
    let bound = freedom > 0 ? Distributions.studentBound(0.95, freedom: freedom) : 0

    var parameters: [Parameter] = []
    for (factor, isTold) in zip(factors, whole) {
      parameters.append(
        Parameter(
          factor, isTold ? fits.removeFirst() : nil, values: values,
          direction: observations.direction, noise: noise,
          bound: bound, freedom: freedom, total: model.totalSquares))
    }
    self.init(
      metric: metric, direction: observations.direction, runs: values.count,
      runsWithoutValue: observations.runsWithoutValue,
      mean: values.reduce(0, +) / Double(values.count),
      standardDeviation: (model.totalSquares / Double(values.count - 1)).squareRoot(),
      rest: noise.flatMap { noise in
        model.totalSquares > 0
          ? min(1, noise * Double(values.count - 1) / model.totalSquares) : nil
      },
      parameters: parameters.enumerated().sorted { a, b in
        let (x, y) = (a.element.explained ?? -1, b.element.explained ?? -1)
        return x == y ? a.offset < b.offset : x > y
      }.map(\.element), ignored: ignored)
  }
}

extension MetricEffects {
  private static func model(_ values: [Double], _ factors: [EffectFactor]) -> AdditiveModel {
    AdditiveModel(values, factors: factors.map { ($0.codes, $0.levels.count) })
  }
}

extension MetricEffects.Parameter {
  /// - Parameter fit: nil for a factor that cannot be told from others.
  fileprivate init(
    _ factor: EffectFactor, _ fit: AdditiveModel.Factor?, values: [Double],
    direction: MetricDirection, noise: Double?, bound: Double, freedom: Int, total: Double
  ) {
    var sums = [(count: Int, sum: Double)](repeating: (0, 0), count: factor.levels.count)
    for (code, value) in zip(factor.codes, values) {
      sums[code].count += 1
      sums[code].sum += value
    }
    name = factor.name
    aliases = factor.aliases
    levels = factor.levels.enumerated().map { index, setting in
      MetricEffects.Level(
        setting: setting, runs: sums[index].count,
        mean: sums[index].sum / Double(sums[index].count),
        effect: fit?.effects[index],
        margin: fit.flatMap { fit in
          noise.map { bound * ($0 * fit.variances[index]).squareRoot() }
        })
    }
    guard let fit else {
      (explained, probability, best) = (nil, nil, nil)
      return
    }
    best = fit.effects.indices.min { a, b in
      direction == .min ? fit.effects[a] < fit.effects[b] : fit.effects[a] > fit.effects[b]
    }
    let chance = (noise ?? 0) * Double(fit.freedom)
    explained = total > 0 ? max(0, (fit.squares - chance) / total) : 0
    probability = noise.map { noise in
      if noise == 0 { return fit.squares > 0 ? 0 : 1 }
      return Distributions.fisherTail(
        fit.squares / Double(fit.freedom) / noise, fit.freedom, freedom)
    }
  }
}

extension EffectFactor {
  /// The parameters that may matter, hyperparameters first, those that always change together as one.
  static func all(
    of parameters: [RunObservations.Parameter]
  ) -> (factors: [EffectFactor], ignored: [String]) {
    var factors: [EffectFactor] = []
    var ignored: [String] = []
    var known: [[Int]: Int] = [:]
    let ordered = parameters.sorted { NaturalOrder.parameterPrecedes($0.name, $1.name) }
    // Seeds are what chance is made of, and a kernel's method follows from shapes.
    for parameter in ordered
    where parameter.name != "training.seed" && !parameter.name.hasSuffix(".method") {
      guard let factor = EffectFactor(parameter.name, parameter.values) else {
        // One that means the same in all runs, 1e-3 and 0.001, is no parameter that differs.
        if Set(parameter.values.map { $0?.meaning }).count > 1 { ignored.append(parameter.name) }
        continue
      }
      let partition = factor.partition
      if let position = known[partition] {
        factors[position].aliases.append(factor.name)
      } else {
        known[partition] = factors.count
        factors.append(factor)
      }
    }
    return (factors, ignored)
  }

  /// The same for two factors that divide the runs alike: levels numbered as they first appear.
  private var partition: [Int] {
    var numbers = [Int?](repeating: nil, count: levels.count)
    var next = 0
    return codes.map { code in
      if let number = numbers[code] { return number }
      numbers[code] = next
      next += 1
      return next - 1
    }
  }
}
