@preconcurrency import Glibc

import ArgumentParser
import Training

extension Convoy {
  /// Ends the process as `error` asks: help and version are printed, anything else is one line on
  /// the standard error.
  static func end(with error: any Error) -> Never {
    let status: ExitStatus
    let message: String
    if let code = error as? ExitCode {
      fflush(stdout)
      Glibc.exit(code.rawValue)
    } else if exitCode(for: error) == .success {
      exit(withError: error)
    } else if exitCode(for: error) == .validationFailure {
      status = .usage
      message = usageMessage(for: error)
    } else {
      status = ExitStatus(for: error)
      message = "\(error)"
    }
    fflush(stdout)
    printNote("convoy: " + message.singleLine.withShortNames)
    Glibc.exit(status.rawValue)
  }

  /// What was wrong with the arguments, and where to read what is accepted.
  private static func usageMessage(for error: any Error) -> String {
    let message = message(for: error)
    if message.hasSuffix("accepted") { return message }
    if let start = message.firstRange(of: "generate completion scripts for ")?.upperBound {
      let shell = message[start...].split(separator: "'").first ?? ""
      return "--generate-completion-script: no shell \"\(shell)\"; accepted: bash, zsh, fish"
    }
    // The parser names the command it was reading only in the last line of its full message.
    let path =
      fullMessage(for: error).split(separator: "'").last { $0.hasSuffix(" --help") }
      .map { String($0.dropLast(" --help".count)) } ?? "convoy"
    let place = path == "convoy" ? "" : path.dropFirst("convoy ".count) + ": "
    let names = subcommandNames(of: path)
    if !names.isEmpty, let word = message.split(separator: "'").dropFirst().first {
      if word.hasPrefix("-") {
        return "\(word): stands before the command; accepted: after it, as in convoy list \(word) …"
      }
      let suggestion =
        Spelling(names).nearest(to: String(word)).map { "did you mean \"\($0)\"? " } ?? ""
      let accepted = names.joined(separator: ", ")
      return "\(place)no command \"\(word)\"; \(suggestion)accepted: \(accepted)"
    }
    var parts = (message.prefix(1).lowercased() + message.dropFirst())
      .split(separator: ". Please provide one of ")
    if let last = parts.last, last.hasSuffix(".") { parts[parts.count - 1] = last.dropLast() }
    if parts.count == 2 { return "\(place)\(parts[0]); accepted: \(parts[1])" }
    return "\(place)\(parts.joined()); \"\(path) --help\" says what is accepted"
  }

  /// The names of the commands below `path`, such as `convoy db`.
  private static func subcommandNames(of path: String) -> [String] {
    var command: any ParsableCommand.Type = Convoy.self
    for word in path.split(separator: " ").dropFirst() {
      guard let next = command.configuration.subcommands.first(where: { $0._commandName == word })
      else {
        return []
      }
      command = next
    }
    return command.configuration.subcommands.map { $0._commandName }
  }
}
