internal import Foundation
internal import GRDB
internal import Glibc

/// Another store's file, of this program's version: an older one is copied and the copy brought up to date.
struct MergeSource: ~Copyable {
  /// What SQLite is told to attach.
  let name: String
  /// Tells which of its runs are alive.
  let live: LiveFile
  private let folder: URL?

  init(path: String) throws(StoreError) {
    let location = try StoreLocation(path: path, access: .readOnly)
    let live = try LiveFile(path: location.file + ".live", isWritable: false)
    let migrator = Migrator.current
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(Patience.ordinary.seconds)
    let copyFolder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "convoy-merge-\(UUID().uuidString)", isDirectory: true)
    let copy = copyFolder.appendingPathComponent("store.sqlite").path
    let isOlder = try RunStore.attempt(path) {
      let queue = try DatabaseQueue(path: location.name, configuration: configuration)
      defer { try? queue.close() }  // read-only: nothing is lost
      return try queue.writeWithoutTransaction { db in
        guard case .version(let version) = try migrator.state(db, path: path) else {
          throw StoreError.unusableFile(
            "\(path): an empty file; accepted: a store that convoy made")
        }
        if version == migrator.scripts.count { return false }
        try FileManager.default.createDirectory(
          at: copyFolder, withIntermediateDirectories: true)
        try db.execute(sql: "VACUUM INTO ?", arguments: [copy])
        return true
      }
    }
    if isOlder {
      do {
        // Opened once, which brings it up to date.
        _ = try RunStore(path: copy)
      } catch {
        try? FileManager.default.removeItem(at: copyFolder)  // as below
        throw error
      }
    }
    self.live = live
    folder = isOlder ? copyFolder : nil
    name =
      isOlder
      ? MergeSource.readOnlyName(copy)
      : location.isWritable ? MergeSource.readOnlyName(location.file) : location.name
  }

  deinit {
    // What cannot be removed is left to the system's own cleaning.
    if let folder { try? FileManager.default.removeItem(at: folder) }
  }

  private static func readOnlyName(_ path: String) -> String {
    let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%"))
    guard let encoded = path.addingPercentEncoding(withAllowedCharacters: allowed) else {
      return path
    }
    return "file:\(encoded)?mode=ro"
  }
}
