import KernelTypes
import Testing

@testable import ConvEngine

@Suite struct UpdateTests {
  static let sgdRules = [
    SGDUpdate(rate: 0.1, momentum: 0, nesterov: false, shrink: 1),
    SGDUpdate(rate: 0.1, momentum: 0.9, nesterov: false, shrink: 1),
    SGDUpdate(rate: 0.01, momentum: 0.9, nesterov: true, shrink: 1),
    SGDUpdate(rate: 0.01, momentum: 0.5, nesterov: true, shrink: 0.999),
    SGDUpdate(rate: 0.3, momentum: 0, nesterov: true, shrink: 0.5),
  ]

  /// Two steps over one buffer: weights, then velocities, with room between and behind.
  @Test(arguments: InstructionSet.available, sgdRules)
  func sgdMovesWeightsAndVelocities(_ level: InstructionSet, _ rule: SGDUpdate) {
    var numbers = Numbers(seed: 4)
    for count in level.oddSizes {
      let state = numbers.floats(2 * (count + 20)), gradients = numbers.floats(2 * count + 1)
      let difference = level.difference(state) { table, state in
        for step in 0..<2 {
          table.sgd(state, state + count + 20, Array(gradients[(step * count)...]), rule, count)
        }
      }
      #expect(difference == nil)
    }
  }

  static let adamRules = [
    AdamUpdate(rate: 0.001, firstGain: 0.1, secondGain: 0.001, epsilon: 1e-7, shrink: 1),
    AdamUpdate(rate: 0.01, firstGain: 1, secondGain: 1, epsilon: 1e-3, shrink: 0.996),
  ]

  @Test(arguments: InstructionSet.available, adamRules)
  func adamMovesWeightsAndMoments(_ level: InstructionSet, _ rule: AdamUpdate) {
    var numbers = Numbers(seed: 5)
    for count in level.oddSizes {
      let pitch = count + 20
      // Second moments are never negative.
      let state =
        numbers.floats(2 * pitch) + numbers.floats(pitch, in: 0...1)
      let gradients = numbers.floats(2 * count + 1)
      let difference = level.difference(state) { table, state in
        for step in 0..<2 {
          table.adam(
            state, state + pitch, state + 2 * pitch, Array(gradients[(step * count)...]), rule,
            count)
        }
      }
      #expect(difference == nil)
    }
  }
}
