package import Foundation

/// A folder of one test's own, removed with everything in it when the value goes away.
package final class TemporaryFolder: Sendable {
  /// Where the folder is.
  package let url: URL

  /// Makes an empty folder in the system's place for temporary files.
  package init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("convoy-tests-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  /// The folder's path.
  package var path: String { url.path }

  /// The path of a file or folder inside; it need not exist.
  package func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  /// Writes a file into the folder and gives its path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = url.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file.path
  }

  /// Writes a text file into the folder and gives its path.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  deinit {
    // A folder that cannot be removed is left to the system's own cleaning.
    try? FileManager.default.removeItem(at: url)
  }
}
