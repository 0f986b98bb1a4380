/// How the code a run was made with differed from its commit.
public struct CodeDiff: Codable, Sendable, Hashable {
  /// What `git diff` said, or the beginning of it.
  public var text: String
  /// Bytes of the whole; more than the text's where it was cut.
  public var bytes: Int

  /// Longer texts are cut.
  public static let mostBytes = 1 << 20

  /// - Parameters:
  ///   - text: not empty.
  ///   - bytes: at least the text's.
  public init(text: String, bytes: Int) {
    precondition(!text.isEmpty && bytes >= text.utf8.count, "\(bytes) bytes for a diff")
    self.text = text
    self.bytes = bytes
  }

  /// Whether the text is only the beginning.
  public var isCut: Bool { bytes > text.utf8.count }
}
