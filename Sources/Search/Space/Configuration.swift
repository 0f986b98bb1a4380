/// The hyperparameters of a trial, each with the text it is set to (`depth` and `32`). Those that a
/// condition rules out are missing.
package struct Configuration: Hashable, Sendable {
  package private(set) var texts: [String: String]

  package init(_ texts: [String: String] = [:]) { self.texts = texts }

  /// The text of one hyperparameter; nil where it is not set.
  package subscript(name: String) -> String? {
    get { texts[name] }
    set { texts[name] = newValue }
  }
}
