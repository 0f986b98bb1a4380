internal import Glibc

/// The first bytes of a database file, which tell whose it is before anything is made beside it
/// (https://www.sqlite.org/fileformat.html, 1.3 and 1.6).
struct FileHeader {
  private let bytes: [UInt8]

  /// Nil where no file can be read.
  init?(_ path: String) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 108)
    let count = read(file, &bytes, bytes.count)
    guard count >= 0 else { return nil }
    self.bytes = Array(bytes.prefix(count))
  }

  /// Whether the file is certainly no store of ours and none that is about to become one: not SQLite's, or
  /// with tables, or a mark, of another program. What a log beside it holds may still show a store.
  var isForeign: Bool {
    if bytes.isEmpty { return false }
    guard bytes.count == 108, bytes.starts(with: Array("SQLite format 3\0".utf8)) else {
      return true
    }
    let application = bytes[68..<72].reduce(Int64(0)) { $0 << 8 | Int64($1) }
    // A leaf without cells: the list of tables is empty.
    let isEmpty = bytes[100] == 13 && bytes[103] == 0 && bytes[104] == 0
    return application != Migrator.applicationID && !(application == 0 && isEmpty)
  }
}
