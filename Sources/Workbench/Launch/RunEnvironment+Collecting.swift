package import ConvEngine
import Files
import Glibc
package import RunStore

extension RunEnvironment {
  /// This machine and this program, as a run records them.
  ///
  /// - Parameter git: the state of the folder the program runs in; nil outside a work tree.
  package init(execution: ExecutionOptions, git: Git?) {
    self.init(
      host: Self.hostName, os: Self.systemName, cpu: Self.processorName,
      isa: execution.instructionSet.rawValue, threads: execution.threads,
      swift: compilerVersion, convoy: convoyVersion, git: git)
  }

  private static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// `Debian GNU/Linux 12 (bookworm)`
  private static var systemName: String {
    let lines = systemText("/etc/os-release").split(separator: "\n")
    let prefix = "PRETTY_NAME="
    guard let line = lines.first(where: { $0.hasPrefix(prefix) }) else { return "Linux" }
    return line.dropFirst(prefix.count).filter { $0 != "\"" }
  }

  /// The processor's name where Linux tells one, else the architecture.
  private static var processorName: String {
    for line in systemText("/proc/cpuinfo").split(separator: "\n") {
      let halves = line.split(separator: ":", maxSplits: 1)
      guard halves.count == 2, halves[0].hasPrefix("model name") else { continue }
      return String(halves[1].drop(while: \.isWhitespace))
    }
    var system = utsname()
    guard uname(&system) == 0 else { return "unknown" }
    return withUnsafeBytes(of: &system.machine) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  /// The text of a file of the system's; empty if it cannot be read: it is for information only.
  private static func systemText(_ path: String) -> String {
    guard let bytes = try? InputFile(path).readAll() else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }
}
