extension Convoy {
  /// The words of the command line as the parser is to read them: for `note` and `tag`, which have
  /// words of the user's own, what begins with one dash goes behind `--`, so that `-hot` is a tag
  /// and not a wish for help.
  static func parserArguments(_ words: some Sequence<String>) -> [String] {
    var words = Array(words)
    guard let command = words.first, command == "note" || command == "tag" else { return words }
    let end = words.firstIndex(of: "--") ?? words.endIndex
    let own = words[..<end].filter {
      $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.count > 1 && $0 != "-h"
    }
    if own.isEmpty { return words }
    let rest = words[end...].drop { $0 == "--" }
    words.removeSubrange(end...)
    words.removeAll { own.contains($0) }
    return words + ["--"] + own + rest
  }
}
