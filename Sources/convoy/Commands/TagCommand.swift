import ArgumentParser
import RunStore

extension Convoy {
  struct Tag: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "tag",
      abstract: "Add tags to a run and remove them.",
      usage: "convoy tag <run> [+TAG ...] [-- -TAG ...]",
      discussion: "Prints the tags the run has then. A tag is a word, or word=value.")

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    // Takes what begins with "-" too, and the "--" some put before it.
    @Argument(
      parsing: .allUnrecognized,
      help: ArgumentHelp("+TAG to add, -TAG to remove.", valueName: "change"))
    var changes: [String] = []

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      for change in changes where change != "--" {
        let isChange =
          change.count > 1 && (change.hasPrefix("+") || change.hasPrefix("-"))
          && !change.hasPrefix("--")
        if !isChange {
          throw ValidationError(
            "tag: \"\(change)\" is no change; +TAG or -TAG (after --) is accepted")
        }
      }
    }

    func run() throws {
      let added = changes.filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) }
      let removed = changes.filter { $0.hasPrefix("-") && $0 != "--" }.map {
        String($0.dropFirst())
      }
      let isEdit = !added.isEmpty || !removed.isEmpty
      let store = try isEdit ? store.openForEditing() : store.openForReading()
      let id = try store.resolve(reference.text)
      if isEdit { try store.tag(id, adding: added, removing: removed) }
      let tags = try store.run(id).tags
      if output.json { try printJSON(tags) } else { printLines(tags) }
    }
  }
}
