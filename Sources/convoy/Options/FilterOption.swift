import ArgumentParser
import RunStore

/// `--where`, for every command that chooses among runs.
struct FilterOption: ParsableArguments {
  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only runs that fit, such as \"metrics.val_accuracy > 0.75 and params.depth = 32\".",
      valueName: "expr"))
  var text: String?

  /// The filter, read when it is needed.
  func filter() throws -> Filter? { try text.map { try Filter(parsing: $0) } }

  /// The filter; names in it that no run has are told of.
  func filter(noting store: RunStore) throws -> Filter? {
    let filter = try filter()
    try noteUnknownNames(filter.map { [$0.names] } ?? [], of: store)
    return filter
  }

  /// The runs named, of these the ones that fit; or, without names, the newest that fit.
  /// - Parameter most: how many are taken where none is named; that there are more is told.
  func runs(
    named references: [RunReference], in store: RunStore, most: Int
  ) throws -> [RunIdentifier] {
    let named = try references.map { try store.resolve($0.text) }
    guard let filter = try filter(noting: store) else { return named }
    let limit = named.isEmpty ? most + 1 : .max
    let fitting = try store.identifiers(RunQuery(where: filter, limit: limit))
    if named.isEmpty {
      if fitting.count > most {
        printNote("There are more runs than the \(most) newest shown here.")
      }
      return Array(fitting.prefix(most))
    }
    let set = Set(fitting)
    return named.filter(set.contains)
  }
}
