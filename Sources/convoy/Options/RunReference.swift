import ArgumentParser
import RunStore

/// A run as the user names it: its name, a prefix of its id, `@last` or `@best:METRIC`.
struct RunReference: ExpressibleByArgument {
  let text: String

  init?(argument: String) {
    if argument.isEmpty { return nil }
    text = argument
  }

  /// Shells complete the names of the newest runs.
  static var defaultCompletionKind: CompletionKind {
    .custom { _, _, _ in
      // No database, or one that cannot be read: nothing to offer.
      guard let store = try? RunStore(path: Surroundings.databasePath, access: .readOnly),
        let names = try? store.runNames(limit: 200)
      else { return ["@last"] }
      return names + ["@last"]
    }
  }
}
