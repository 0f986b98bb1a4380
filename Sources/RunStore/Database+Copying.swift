internal import GRDB
internal import Glibc

extension Database {
  /// Writes a compact copy of the database, which has its name only once it is whole and on the disk; a
  /// copy that fails leaves nothing.
  /// - Parameters:
  ///   - partial: its name until then, in the same folder; a file of that name goes.
  ///   - isReplacing: whether a file of that name gives way; otherwise it is an error.
  func copy(to destination: String, partial: String, isReplacing: Bool) throws {
    // What a killed process left is of no use; VACUUM INTO tells if it cannot go.
    unlink(partial)
    defer {
      unlink(partial)
      // SQLite leaves it on a full disk.
      unlink(partial + "-journal")
    }
    // SQLite would take a name that begins so for a URI.
    let name = partial.hasPrefix("file:") ? "./" + partial : partial
    try execute(sql: "VACUUM INTO ?", arguments: [name])
    try flush(partial)
    // A link, unlike a rename, never replaces a file that came to be in the meantime; some file
    // systems have none.
    let isNamed =
      (!isReplacing && link(partial, destination) == 0)
      || ((isReplacing || errno != EEXIST) && Glibc.rename(partial, destination) == 0)
    guard isNamed else { throw failure(destination) }
    try flush(StoreLocation.folder(of: destination))
  }

  /// Waits until a file, or the names in a folder, are on the disk.
  private func flush(_ path: String) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    // Some file systems cannot do so for a folder.
    guard fsync(file) == 0 || errno == EINVAL else { throw failure(path) }
  }

  private func failure(_ path: String) -> StoreError {
    .failure("\(path): \(String(cString: strerror(errno)))")
  }
}
