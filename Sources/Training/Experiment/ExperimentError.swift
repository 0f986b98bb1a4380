package import ConvEngine

/// What can be wrong with an experiment file or with a `name=value` beside it. `description` is one
/// line: where, what was found, what is accepted.
package enum ExperimentError: Error, Hashable {
  /// There is no such file.
  case notFound(path: String, accepted: String = ExperimentFile.Kind.experiment.example)
  /// The system refused, or what is there cannot be an experiment file at all.
  case unreadable(path: String, found: String, accepted: String)
  /// A setting is wrong.
  case wrong(Place, found: String, accepted: String)
  /// The network as a whole cannot be.
  case network(NetworkError)

  /// The file does not exist, as opposed to being wrong.
  package var isNotFound: Bool {
    switch self {
    case .notFound: true
    case .unreadable, .wrong, .network: false
    }
  }

  /// The fault lies in a `name=value`, not in the file.
  package var isOverride: Bool {
    switch self {
    case .wrong(.override, _, _): true
    case .notFound, .unreadable, .wrong(.file, _, _), .network: false
    }
  }
}

extension ExperimentError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notFound(let path, let accepted): "\(path): no such file; accepted: \(accepted)"
    case .unreadable(let path, let found, let accepted): "\(path): \(found); \(accepted)"
    case .wrong(let place, let found, let accepted): "\(place): \(found); \(accepted)"
    case .network(let error): error.description
    }
  }
}
