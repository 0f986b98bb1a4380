import Files

/// A file from beginning to end in pieces, so that its size does not matter.
final class FileChunks {
  private let file: InputFile
  private let path: String
  private static let size = 1 << 18

  init(_ path: String) throws {
    self.path = path
    do {
      file = try InputFile(path)
    } catch {
      throw error.isMissing
        ? ImportError.missing(path: path)
        : ImportError.unreadable(path: path, reason: error.reason)
    }
  }

  /// The next piece; empty at the end.
  func next() throws -> [UInt8] { try next(atMost: FileChunks.size) }

  /// The next piece of at most so many bytes; shorter only at the end of the file.
  func next(atMost count: Int) throws -> [UInt8] {
    do {
      return try file.readAll(atMost: count)
    } catch {
      throw ImportError.unreadable(path: path, reason: error.reason)
    }
  }
}
