import RunStore

/// Tells listeners when the database has changed, whoever changed it. Nobody asks the database while
/// nobody listens.
actor ChangeWatch {
  /// How often the database is asked.
  static let interval: Duration = .milliseconds(250)
  /// After so many intervals without a change listeners hear all the same: who is gone is noticed then.
  static let patience = 60

  private let store: StoreAccess
  private var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
  private var next = 0
  private var task: Task<Void, Never>?

  init(store: StoreAccess) { self.store = store }

  /// A stream with an element for each change, or for several that came fast; and its number, which
  /// `stop` takes.
  func listen() -> (number: Int, changes: AsyncStream<Void>) {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Void.self, bufferingPolicy: .bufferingNewest(1))
    next += 1
    listeners[next] = continuation
    if task == nil { task = Task { await watch() } }
    return (next, stream)
  }

  /// Ends a listener's stream.
  func stop(_ number: Int) {
    listeners.removeValue(forKey: number)?.finish()
    if listeners.isEmpty {
      task?.cancel()
      task = nil
    }
  }

  private func watch() async {
    var last: Int?
    var quiet = 0
    while !Task.isCancelled {
      // A database that cannot be asked now may be asked later.
      let counter = (try? await store.changeCounter()) ?? last
      quiet += 1
      if let last, last != counter || quiet == ChangeWatch.patience {
        for listener in listeners.values { listener.yield() }
        quiet = 0
      }
      last = counter
      // Cancelled: the loop ends.
      try? await Task.sleep(for: ChangeWatch.interval)
    }
  }
}

extension StoreAccess {
  /// A number that changes with the database; always of the same connection.
  func changeCounter() async throws -> Int { try await watching { try $0.changeCounter() } }
}
