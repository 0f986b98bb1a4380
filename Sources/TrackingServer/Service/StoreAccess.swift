import Dispatch
import RunStore
import Synchronization

/// The store as the server uses it: work that waits for the disk or for other processes is done on
/// threads of its own, so that no request waits because another does. One connection writes, others read.
final class StoreAccess: Sendable {
  private struct Worker {
    let store: RunStore
    let queue: DispatchQueue
  }

  /// A write that has waited this long for others is not begun: its client tries again.
  static let patience: Duration = .seconds(10)
  /// More than this many waiting writes are not worth waiting for.
  static let mostWaitingWrites = 1000

  private let writer: Worker?
  private let readers: [Worker]
  private let turn = Atomic<Int>(0)
  private let waitingWrites = Atomic<Int>(0)

  /// Opens the database, and makes it where it is missing.
  /// - Parameters:
  ///   - isReadOnly: refuse to write; a missing database is an error.
  ///   - readers: connections that read at the same time.
  init(path: String, isReadOnly: Bool, readers: Int = 3) throws {
    writer =
      isReadOnly
      ? nil
      : Worker(store: try RunStore(path: path), queue: DispatchQueue(label: "convoy.writer"))
    self.readers = try (0..<readers).map { index in
      Worker(
        store: try RunStore(path: path, access: .readOnly),
        queue: DispatchQueue(label: "convoy.reader.\(index)"))
    }
  }

  /// Whether nothing can be changed.
  var isReadOnly: Bool { writer == nil }

  /// What `body` reads.
  func read<Result: Sendable>(
    _ body: @escaping @Sendable (RunStore) throws -> Result
  ) async throws -> Result {
    let index = turn.add(1, ordering: .relaxed).oldValue
    return try await perform(readers[Int(index.magnitude) % readers.count], body)
  }

  /// What `body` gives after it has written.
  @discardableResult
  func write<Result: Sendable>(
    _ body: @escaping @Sendable (RunStore) throws -> Result
  ) async throws -> Result {
    guard let writer else {
      throw APIError(.permissionDenied, "the server is read-only (convoy serve --read-only)")
    }
    let waiting = waitingWrites.add(1, ordering: .relaxed).newValue
    defer { waitingWrites.subtract(1, ordering: .relaxed) }
    guard waiting <= StoreAccess.mostWaitingWrites else {
      throw APIError(.temporarilyUnavailable, "\(waiting) writes wait for the database; try again")
    }
    let clock = ContinuousClock()
    let begin = clock.now
    return try await perform(writer) { store in
      guard clock.now - begin < StoreAccess.patience else {
        throw APIError(.temporarilyUnavailable, "other writes took too long; try again")
      }
      return try body(store)
    }
  }

  /// What `body` reads, always over the same connection.
  func watching<Result: Sendable>(
    _ body: @escaping @Sendable (RunStore) throws -> Result
  ) async throws -> Result {
    try await perform(readers[0], body)
  }

  private func perform<Result: Sendable>(
    _ worker: Worker, _ body: @escaping @Sendable (RunStore) throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      worker.queue.async {
        continuation.resume(with: Swift.Result { try body(worker.store) })
      }
    }
  }
}
