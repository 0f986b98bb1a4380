internal import Foundation
internal import Glibc

/// A store's file as found on the disk, before it is opened.
struct StoreLocation {
  /// The file as it was named.
  let path: String
  /// The file itself, links followed: what lies beside it must be the same for every name.
  let file: String
  /// Whether SQLite may write the file; a reader that may write does, and so tidies up what a killed
  /// process left.
  var isWritable: Bool
  /// What fits the file system.
  var journal: JournalMode

  /// Refuses a folder, a file in a folder that does not exist, and to a reader a file that does not.
  init(path: String, access: RunStore.Access) throws(StoreError) {
    self.path = path
    var information = stat()
    if stat(path, &information) != 0 {
      guard access == .readWrite else {
        throw .notFound("\(path): no such store; runs are recorded with convoy run")
      }
    } else if information.st_mode & S_IFMT == S_IFDIR {
      throw .unusableFile("\(path): a folder; accepted: a store's file")
    }
    file = StoreLocation.resolved(path)
    let folder = file.hasSuffix("/") ? file : StoreLocation.folder(of: file)
    guard stat(folder, &information) == 0 else {
      throw .notFound("\(path): its folder does not exist; accepted: a file in a folder that does")
    }
    isWritable =
      access == .readWrite || (Glibc.access(file, W_OK) == 0 && Glibc.access(folder, W_OK) == 0)
    journal = JournalMode.fitting(folder: folder)
  }

  /// What SQLite is told to open. Where it must not write, a database without a log needs no shared
  /// memory beside it, which could not be made: then SQLite is told that nobody changes the file.
  var name: String {
    if isWritable { return file }
    var information = stat()
    if stat(file + "-wal", &information) == 0, information.st_size > 0 { return file }
    let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%"))
    guard let encoded = file.addingPercentEncoding(withAllowedCharacters: allowed) else {
      return file
    }
    return "file:\(encoded)?immutable=1"
  }

  /// What whoever uses the store should know.
  var notes: [String] {
    switch journal {
    case .wal: []
    case .delete:
      [
        "\(path): on a network file system, where SQLite cannot keep a write-ahead log; "
          + "readers and writers wait for each other"
      ]
    }
  }

  /// The folder that holds the file `path`.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func resolved(_ path: String) -> String {
    if let real = realpath(path, nil) {
      defer { free(real) }
      return String(cString: real)
    }
    guard let real = realpath(folder(of: path), nil) else { return path }
    defer { free(real) }
    let folder = String(cString: real)
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init)
    return (folder == "/" ? "" : folder) + "/" + (name ?? "")
  }
}

/// A file, whatever its name.
struct FileIdentity: Hashable {
  private let device: dev_t
  private let number: ino_t

  /// nil where there is none of that name.
  init?(of path: String) {
    var information = stat()
    guard stat(path, &information) == 0 else { return nil }
    (device, number) = (information.st_dev, information.st_ino)
  }
}
