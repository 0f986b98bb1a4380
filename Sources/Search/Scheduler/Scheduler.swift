/// How many epochs trials get.
package enum Scheduler: Hashable, Sendable {
  /// All of them, at once.
  case none
  /// Few at first; the best of those that came as far get more (asynchronous successive halving).
  case asha(Halving)
  /// Successive halving beginning with different numbers of epochs, for part of the trials each.
  case hyperband(Halving)
}

/// The settings of successive halving.
package struct Halving: Hashable, Sendable {
  /// The least epochs a trial gets.
  package var firstEpochs: Int
  /// One trial in this many goes on from a rung, to this many times the epochs.
  package var factor: Int

  package init(firstEpochs: Int = 1, factor: Int) {
    precondition(firstEpochs > 0 && factor > 1, "\(firstEpochs) epochs, one in \(factor)")
    self.firstEpochs = firstEpochs
    self.factor = factor
  }
}

extension Scheduler {
  /// How many different first rungs there are.
  ///
  /// - Parameter epochs: of a whole training.
  package func brackets(epochs: Int) -> Int {
    switch self {
    case .none, .asha: 1
    case .hyperband: rungs(epochs: epochs, bracket: 0).count
    }
  }

  /// The epochs after which trials of a bracket are compared, ascending; the last is the whole training.
  package func rungs(epochs: Int, bracket: Int) -> [Int] {
    switch self {
    case .none: return [epochs]
    case .asha(let halving), .hyperband(let halving):
      var rungs: [Int] = []
      var next = halving.firstEpochs
      while next < epochs {
        rungs.append(next)
        next *= halving.factor
      }
      rungs.append(epochs)
      return Array(rungs.dropFirst(bracket))
    }
  }

  /// The bracket of a trial, so that each bracket gets its share at any time: of the s + 1 brackets,
  /// the one with k halvings to do a share of factor^k / (k + 1), as in Hyperband (Li et al., JMLR 18,
  /// 2018), whose brackets cost about the same.
  ///
  /// - Parameter number: from 1, in the order trials are made.
  package func bracket(ofTrial number: Int, epochs: Int) -> Int {
    guard case .hyperband(let halving) = self else { return 0 }
    let count = brackets(epochs: epochs)
    let shares = (0..<count).map { bracket in
      let halvings = count - 1 - bracket
      let power = (0..<halvings).reduce(1) { product, _ in product * halving.factor }
      return (count * power + halvings) / (halvings + 1)
    }
    let sum = shares.reduce(0, +)
    var counts = Array(repeating: 0, count: count)
    var latest = 0
    for trial in 1...(number - 1) % sum + 1 {
      // The bracket furthest behind its share.
      let behind = (0..<count).map { trial * shares[$0] - counts[$0] * sum }
      latest = (0..<count).max { (behind[$0], -$0) < (behind[$1], -$1) } ?? 0
      counts[latest] += 1
    }
    return latest
  }

  /// One in how many goes on.
  var factor: Int? {
    switch self {
    case .none: nil
    case .asha(let halving), .hyperband(let halving): halving.factor
    }
  }
}
