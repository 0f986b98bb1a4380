import RunStore

/// The beginnings of runs' identifiers that tables show: the time part, 13 characters, and as much
/// more as it takes to name one run only.
struct ShortIdentifiers {
  private var texts: [RunIdentifier: String] = [:]

  /// - Parameter isUnique: whether the beginning of an identifier names one run of the store only.
  init(_ runs: [RunIdentifier], isUnique: (String) throws -> Bool) rethrows {
    for run in runs {
      var length = 13
      while length < run.text.count, try !isUnique(String(run.text.prefix(length))) { length += 1 }
      texts[run] = String(run.text.prefix(length))
    }
  }

  /// As `convoy show` or, for runs in the trash, `convoy restore` takes them.
  init(_ runs: [RunIdentifier], in store: RunStore, deleted: Bool = false) throws {
    try self.init(runs) { beginning in
      do {
        _ = try deleted ? store.resolveDeleted(beginning) : store.resolve(beginning)
        return true
      } catch StoreError.ambiguous {
        return false
      }
    }
  }

  subscript(run: RunIdentifier) -> String { texts[run] ?? run.text }
}
