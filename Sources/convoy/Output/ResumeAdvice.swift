import RunStore

/// The command that takes up a run again, as a shell reads it.
struct ResumeAdvice {
  /// The options a user has to repeat, word by word.
  var options: [String] = []

  /// - Parameters:
  ///   - store: a database named by `--db` is named again.
  ///   - data: likewise.
  init(_ store: StoreOptions, _ data: DataOptions? = nil) {
    if let path = store.givenPath { options += ["--db", path] }
    if let folder = data?.folder { options += ["--data", folder] }
  }

  func callAsFunction(_ run: RunRecord) -> String {
    // A name that looks like an option could not be typed.
    let reference = run.name.hasPrefix("-") ? run.id.text : run.name
    return (["convoy", "resume", reference] + options).map(shellQuoted).joined(separator: " ")
  }
}
