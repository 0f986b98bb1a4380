import ArgumentParser
import RunStore

extension Convoy {
  struct Tag: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add tags to a run and remove them.",
      usage: "convoy tag <run> [+TAG ...] [-- -TAG ...]",
      discussion: "+TAG adds, -TAG (after --) removes; without changes the run's tags are printed.")

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @Argument(
      parsing: .allUnrecognized,
      help: ArgumentHelp("+TAG to add, -TAG to remove.", valueName: "change"))
    var changes: [String] = []

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      for change in changes {
        guard change.count > 1, change.hasPrefix("+") || change.hasPrefix("-"),
          !change.hasPrefix("--")
        else {
          throw ValidationError("\"\(change)\" is no change; +TAG or -TAG (after --) is accepted")
        }
      }
    }

    func run() throws {
      let store = try changes.isEmpty ? store.openForReading() : store.openForEditing()
      let id = try store.resolve(reference.text)
      if !changes.isEmpty {
        try store.tag(
          id,
          adding: changes.filter { $0.hasPrefix("+") }.map { String($0.dropFirst()) },
          removing: changes.filter { $0.hasPrefix("-") }.map { String($0.dropFirst()) })
      }
      let tags = try store.run(id).tags
      if output.json { try printJSON(tags) } else { printLines(tags) }
    }
  }
}
