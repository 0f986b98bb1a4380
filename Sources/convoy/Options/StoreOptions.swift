import ArgumentParser
import Glibc
import RunStore

/// `--db`, for every command that touches runs.
struct StoreOptions: ParsableArguments {
  @Option(
    name: .customLong("db"),
    help: ArgumentHelp(
      "The database (default: $CONVOY_DB, else ./convoy.sqlite).", valueName: "path"),
    completion: .file(extensions: ["sqlite", "sqlite3", "db"]))
  var givenPath: String?

  func validate() throws {
    if givenPath == "" { throw ValidationError("--db: an empty name; a file is accepted") }
  }

  var path: String { givenPath ?? Surroundings.databasePath }

  /// The existing database, for reading.
  func openForReading() throws -> RunStore {
    try requireDatabase()
    return try noted(RunStore(path: path, access: .readOnly))
  }

  /// The existing database, for editing.
  func openForEditing() throws -> RunStore {
    try requireDatabase()
    return try noted(RunStore(path: path))
  }

  /// The existing database, for editing; nil where there is none.
  func openIfThere() throws -> RunStore? {
    access(path, F_OK) == 0 ? try openForEditing() : nil
  }

  /// The database, made where there is none yet.
  func openOrCreate() throws -> RunStore { try noted(RunStore(path: path)) }

  /// The store, after what its user should know of it has been said.
  private func noted(_ store: RunStore) -> RunStore {
    for note in store.notes { printNote(note) }
    return store
  }

  private func requireDatabase() throws {
    if access(path, F_OK) != 0 {
      throw CommandError(
        .notFound,
        "\(path): no such database; \"convoy run FILE\" makes it, --db or $CONVOY_DB names another")
    }
  }
}
