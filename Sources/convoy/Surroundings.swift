import Glibc

/// What the process was given by its surroundings. No other file of the product reads the
/// environment.
enum Surroundings {
  /// The value of an environment variable; nil where it is unset or empty.
  static func variable(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// The database where no `--db` is given.
  static var databasePath: String { variable("CONVOY_DB") ?? "./convoy.sqlite" }

  /// The variables that say where data sets are: $CONVOY_DATA and the user's cache folder (XDG Base
  /// Directory Specification).
  static var dataVariables: [String: String] {
    var result: [String: String] = [:]
    for name in ["CONVOY_DATA", "XDG_CACHE_HOME", "HOME"] { result[name] = variable(name) }
    return result
  }
}
