import Files
import Glibc

/// Folders made, filled and removed for a fetch.
enum FileTree {
  /// The present `errno` as an error about `path`.
  static func failure(_ path: String) -> FetchError {
    .fileSystem(path: path, reason: FileFailure.system.reason)
  }

  /// `mkdir -p`.
  static func makeFolders(_ path: String) throws(FetchError) {
    if path == "." || path == "/" || mkdir(path, 0o755) == 0 { return }
    if errno == ENOENT {
      try makeFolders(DatasetFetch.parent(of: path))
      if mkdir(path, 0o755) == 0 { return }
    }
    var status = stat()
    let exists = errno == EEXIST && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    guard exists else { throw failure(path) }
  }

  private static let temporaryPrefix = ".cifar-10-fetch-"

  /// Removes every folder `makeTemporary` has made in `parent`.
  static func removeTemporaries(in parent: String) {
    for name in names(in: parent) where name.hasPrefix(temporaryPrefix) {
      remove(parent + "/" + name)
    }
  }

  /// A new folder of its own beside others in `parent`.
  static func makeTemporary(in parent: String) throws(FetchError) -> String {
    var template = Array((parent + "/" + temporaryPrefix + "XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw failure(parent) }
    chmod(template, 0o755)
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes a folder and everything in it. Links are removed, not followed.
  static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    for name in names(in: path) { remove(path + "/" + name) }
    rmdir(path)
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Copies one regular file, in pieces.
  static func copy(_ source: String, to target: String) throws(FetchError) {
    let descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(target) }
    defer { close(descriptor) }
    try readPieces(source) { piece throws(FetchError) in
      var rest = piece
      while !rest.isEmpty {
        let count = write(descriptor, rest.baseAddress, rest.count)
        if count < 0 {
          if errno == EINTR { continue }
          throw failure(target)
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }

  /// Reads a file from beginning to end, a mebibyte at a time.
  static func readPieces(
    _ path: String, _ body: (UnsafeRawBufferPointer) throws(FetchError) -> Void
  ) throws(FetchError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    let file: InputFile
    do throws(FileFailure) {
      file = try InputFile(path)
    } catch { throw .fileSystem(path: path, reason: error.reason) }
    while true {
      let count: Int
      do throws(FileFailure) {
        count = try file.read(into: buffer)
      } catch { throw .fileSystem(path: path, reason: error.reason) }
      if count == 0 { return }
      try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }
}
