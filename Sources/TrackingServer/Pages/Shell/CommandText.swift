/// A command line that a shell reads back as these words.
struct CommandText: Sendable, Hashable {
  private var words: [String]

  /// - Parameter words: the subcommand and what follows it.
  init(_ words: String...) { self.words = ["convoy"] + words }

  init(words: [String]) { self.words = words }

  /// Adds an option with its value.
  mutating func add(_ option: String, _ value: String) { words += [option, value] }

  /// Adds a flag or an argument.
  mutating func add(_ word: String) { words.append(word) }

  /// The words, those quoted that hold more than plain characters.
  var text: String { words.map(CommandText.quoted).joined(separator: " ") }

  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "+")...UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "_"),
          UInt8(ascii: "@"):
          true
        default: false
        }
      }
    if isPlain { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
