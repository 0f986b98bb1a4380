import Dispatch
import RunStore
import Synchronization
import Workbench

/// Evaluations that were asked for, kept as long as the server runs; one is made at a time, on a thread
/// and a connection of its own.
final class EvaluationCache: Sendable {
  struct Key: Hashable, Sendable {
    let run: RunIdentifier
    let epoch: Int
    let split: ImageSplit
  }

  /// The oldest of more are forgotten.
  static let most = 64
  /// More than these are not waited for.
  static let mostWaiting = 8

  private let evaluator: RunEvaluator
  private let path: String
  private let queue = DispatchQueue(label: "convoy.evaluation")
  private let known = Mutex<[(key: Key, evaluation: KnownEvaluation)]>([])
  private let waiting = Atomic<Int>(0)

  init(evaluator: RunEvaluator, path: String) {
    self.evaluator = evaluator
    self.path = path
  }

  /// What is known already.
  func evaluation(for key: Key) -> KnownEvaluation? {
    known.withLock { $0.first { $0.key == key }?.evaluation }
  }

  /// Evaluates, unless that was done already.
  func evaluate(_ key: Key) async throws -> KnownEvaluation {
    if let known = evaluation(for: key) { return known }
    let count = waiting.add(1, ordering: .relaxed).newValue
    defer { waiting.subtract(1, ordering: .relaxed) }
    guard count <= Self.mostWaiting else {
      throw APIError(.temporarilyUnavailable, "\(count) evaluations wait; try again")
    }
    return try await withCheckedThrowingContinuation { continuation in
      queue.async { [self] in
        continuation.resume(
          with: Result {
            if let known = evaluation(for: key) { return known }
            let store = try RunStore(path: path, access: .readOnly)
            let evaluation = try KnownEvaluation(
              evaluator.details(of: key.run, .epoch(key.epoch), key.split, from: store))
            known.withLock {
              if $0.count == Self.most { $0.removeFirst() }
              $0.append((key, evaluation))
            }
            return evaluation
          })
      }
    }
  }
}
