/// Why a file cannot be imported. `description` is one line: where, what was found, what is accepted.
package enum ImportError: Error, Hashable {
  /// There is no such file or folder.
  case missing(path: String)
  /// The system refused to read it.
  case unreadable(path: String, reason: String)
  /// None of the formats.
  case unknownFormat(path: String)
  /// A line of text; the first is 1. A line break within quotes counts.
  case wrongLine(path: String, line: Int, found: String)
  /// Bytes of a binary file.
  case wrongBytes(path: String, offset: Int, found: String)
  /// The file says two things of one run.
  case contradiction(path: String, found: String)

  /// A file does not exist, as opposed to being wrong.
  package var isNotFound: Bool {
    switch self {
    case .missing: true
    case .unreadable, .unknownFormat, .wrongLine, .wrongBytes, .contradiction: false
    }
  }
}

extension ImportError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let path): "\(path): no such file; accepted: \(Self.formats)"
    case .unreadable(let path, let reason): "\(path): \(reason); accepted: \(Self.formats)"
    case .unknownFormat(let path): "\(path): none of the formats; accepted: \(Self.formats)"
    case .wrongLine(let path, let line, let found): "\(path): line \(line): \(found)"
    case .wrongBytes(let path, let offset, let found): "\(path): byte \(offset): \(found)"
    case .contradiction(let path, let found): "\(path): \(found)"
    }
  }

  private static let formats =
    "what convoy export writes (CSV, JSON Lines), an MLflow database, TensorBoard event files"
}
