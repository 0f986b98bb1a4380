import RunStore

extension ReproductionReport {
  /// What was recorded with both runs, may change their bits, and is not the same.
  static func changes(from first: RunRecord, to again: RunRecord) -> [Change] {
    let (old, new) = (first.environment, again.environment)
    var changes: [Change] = []
    func note(_ condition: String, _ recorded: String?, _ reproduced: String?) {
      guard recorded != reproduced else { return }
      changes.append(Change(condition: condition, recorded: recorded, reproduced: reproduced))
    }
    note("data", first.dataset.fingerprint, again.dataset.fingerprint)
    note("convoy version", old.convoy, new.convoy)
    note("Swift version", old.swift, new.swift)
    note("commit", old.git?.text, new.git?.text)
    note("instruction set", old.isa, new.isa)
    note("processor", old.cpu, new.cpu)
    note("system", old.os, new.os)
    // One that only the newer has is a setting that an older convoy did not have.
    let names = Set(first.params.keys).intersection(again.params.keys)
    for name in names.sorted(by: NaturalOrder.parameterPrecedes) {
      note(name, first.params[name]?.description, again.params[name]?.description)
    }
    return changes
  }
}

extension ReproductionReport.Change: CustomStringConvertible {
  /// `convoy version: 0.1.0 recorded, 0.2.0 now`
  package var description: String {
    "\(condition): \(recorded ?? "nothing") recorded, \(reproduced ?? "nothing") now"
  }
}

extension RunEnvironment.Git {
  fileprivate var text: String { commit.prefix(12) + (dirty ? " with changes" : "") }
}
