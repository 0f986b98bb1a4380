import RunStore

extension RunStore {
  /// What a command calls a run: its name, where that can be typed and no other run has it.
  func reference(to run: RunRecord) throws -> String {
    guard !run.name.hasPrefix("-"), run.deletedAt == nil else { return run.id.text }
    return try resolvesTo(run) ? run.name : run.id.text
  }

  private func resolvesTo(_ run: RunRecord) throws -> Bool {
    do {
      return try resolve(run.name) == run.id
    } catch StoreError.ambiguous {
      return false
    }
  }
}
