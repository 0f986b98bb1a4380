import RunStore

/// The beginnings of runs' identifiers that tables show: the time part, 13 characters, and as much
/// more as it takes to name one run only.
struct ShortIdentifiers {
  private var texts: [RunIdentifier: String] = [:]

  /// - Parameter lengths: how many characters of each identifier name no other run.
  init(_ runs: [RunIdentifier], lengths: [RunIdentifier: Int]) {
    for run in runs { texts[run] = String(run.text.prefix(max(13, lengths[run] ?? .max))) }
  }

  /// As `convoy show` or, for runs in the trash, `convoy restore` takes them.
  init(_ runs: [RunIdentifier], in store: RunStore, deleted: Bool = false) throws {
    self.init(runs, lengths: try store.distinctLengths(of: runs, deleted: deleted))
  }

  subscript(run: RunIdentifier) -> String { texts[run] ?? run.text }
}
