import RunStore
import Training

/// Tells of metrics and parameters that filters, sort keys and columns name but no run has, which may be
/// slips of the fingers; the rows are as asked for.
func noteUnknownNames(_ named: [NamedFields], of store: RunStore) throws {
  try note(named.flatMap(\.metrics), "metrics", "no run records it") { try store.metricNames() }
  try note(named.flatMap(\.params), "params", "no run has it") { try store.paramNames() }
}

private func note(
  _ names: [String], _ prefix: String, _ fault: String, known: () throws -> [String]
) throws {
  if names.isEmpty { return }
  let known = try known()
  var told: Set<String> = []
  for name in names where !known.contains(name) && told.insert(name).inserted {
    let suggestion = Spelling(known).nearest(to: name).map { "; did you mean \($0)?" } ?? ""
    printNote("note: \(prefix).\(name.singleLine.truncated(to: 60)): \(fault)\(suggestion)")
  }
}
