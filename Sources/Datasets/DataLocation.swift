import Glibc

/// Where data sets are looked for and fetched to: `--data`, else `$CONVOY_DATA`, else the user's cache
/// folder. The first one that is given is the only one searched, so a mistyped folder is noticed.
package struct DataLocation: Sendable, Equatable {
  /// Who named the folder.
  package enum Origin: String, Sendable {
    case option = "--data"
    case environment = "$CONVOY_DATA"
    case cache = "cache"
  }

  package let origin: Origin
  package let directory: String

  /// - Parameters:
  ///   - explicit: the value of `--data`.
  ///   - environment: the process's variables; `CONVOY_DATA`, `XDG_CACHE_HOME` and `HOME` are looked at.
  package init(explicit: String? = nil, environment: [String: String] = [:]) {
    if let explicit, !explicit.isEmpty {
      self.init(origin: .option, directory: explicit)
    } else if let named = environment["CONVOY_DATA"], !named.isEmpty {
      self.init(origin: .environment, directory: named)
    } else if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") {
      self.init(origin: .cache, directory: cache)
    } else {
      let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 }
      self.init(origin: .cache, directory: (home ?? Self.homeOfUser) + "/.cache")
    }
  }

  private init(origin: Origin, directory: String) {
    self.origin = origin
    var trimmed = directory[...]
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    self.directory = String(trimmed)
  }

  /// From the user database, for processes started without `HOME`.
  private static var homeOfUser: String {
    guard let entry = getpwuid(getuid()), let home = entry.pointee.pw_dir else { return "." }
    return String(cString: home)
  }

  /// The folder with CIFAR-10's files: `directory` itself when it holds any of them, else its subfolder
  /// `cifar-10-batches-bin`.
  package func cifar10Folder() throws(DatasetError) -> String {
    let inside = directory + "/" + CIFAR10.folderName
    for folder in [directory, inside] where Self.holdsABatch(folder) { return folder }
    throw .notFound(dataset: "cifar10", directory: directory)
  }

  /// Where `data fetch cifar10` puts the files: `directory` itself when it bears the set's folder name
  /// or holds its files, else the subfolder of that name.
  package var cifar10FetchFolder: String {
    let named = directory == CIFAR10.folderName || directory.hasSuffix("/" + CIFAR10.folderName)
    if named || Self.holdsABatch(directory) { return directory }
    return directory + "/" + CIFAR10.folderName
  }

  private static func holdsABatch(_ folder: String) -> Bool {
    CIFAR10.batchNames.contains { access(folder + "/" + $0, F_OK) == 0 }
  }
}
