import Glibc

/// Why the system refused to do something with a file or a program, in its own words.
package struct FileFailure: Error {
  package var reason: String
  /// There is no such file, as opposed to one that cannot be used.
  package var isMissing = false

  package init(reason: String) { self.reason = reason }

  /// What an `errno` value says.
  package init(code: Int32) {
    reason = String(cString: strerror(code))
    isMissing = code == ENOENT || code == ENOTDIR
  }

  /// What `errno` says.
  package static var system: FileFailure { FileFailure(code: errno) }
}
