/// Where in an experiment a setting was written: in its file, or in a `name=value` beside it.
package enum Place: Hashable, Sendable {
  /// Line and column count from 1, columns in Unicode scalars.
  case file(path: String, line: Int, column: Int)
  /// The whole `name=value` as it was typed.
  case override(String)
}

extension Place: CustomStringConvertible {
  /// `experiments/x.yaml:7:12`, or `depth=64`.
  package var description: String {
    switch self {
    case .file(let path, let line, let column): "\(path):\(line):\(column)"
    case .override(let text): clipped(text)
    }
  }
}
