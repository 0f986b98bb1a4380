import ArgumentParser
import Foundation
import Testing

@testable import convoy

struct HelpTests {
  @Test(arguments: CommandPath.all)
  func printsTheHelpAsRecorded(_ path: CommandPath) throws {
    let help = Convoy.helpMessage(for: path.command, columns: 80) + "\n"
    try expectRecorded(help, "Help/\(path.words.joined(separator: "-")).txt")
  }

  @Test func recordsNoHelpOfRemovedCommands() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: sourceFolder + "/Help")
    #expect(Set(names) == Set(CommandPath.all.map { $0.words.joined(separator: "-") + ".txt" }))
  }

  @Test(arguments: CommandPath.all)
  func isDocumented(_ path: CommandPath) throws {
    let file = sourceFolder + "/../../docs/commands.md"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let isNamed = text.contains(path.words.joined(separator: " "))
    #expect(isNamed, "\(path) is missing in docs/commands.md")
    if path.words.count == 1 { return }
    let start = "`" + path.words.prefix(2).joined(separator: " ")
    let section = text.components(separatedBy: "\n## ").first { $0.hasPrefix(start) } ?? ""
    for flag in path.flags where !["--help", "--version"].contains(flag) {
      let isNamed = section.contains(flag)
      #expect(isNamed, "\(path): \(flag) is missing in docs/commands.md")
    }
  }
}

/// A command of the tree, as it is typed.
struct CommandPath: CustomTestStringConvertible {
  var words: [String]
  var command: any ParsableCommand.Type

  var testDescription: String { words.joined(separator: " ") }

  static let all = below(CommandPath(words: ["convoy"], command: Convoy.self))

  private static func below(_ path: CommandPath) -> [CommandPath] {
    [path]
      + path.command.configuration.subcommands.flatMap { child in
        below(CommandPath(words: path.words + [child._commandName], command: child))
      }
  }

  /// The long flags in the command's usage line.
  var flags: [String] {
    let help = Convoy.helpMessage(for: command, columns: 10_000)
    return help.split(separator: "\n").filter { $0.hasPrefix("  -") }.flatMap { line in
      line.split(whereSeparator: { " ,/".contains($0) }).prefix(while: { $0.hasPrefix("-") })
        .filter { $0.hasPrefix("--") }.map(String.init)
    }
  }
}
