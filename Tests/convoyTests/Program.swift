import Foundation
import Testing

/// The built `convoy`, run as its users run it, in a folder of its own.
struct Program {
  struct Result {
    var status: Int32
    var output: String
    var errors: String
  }

  let folder: String

  /// Runs `convoy` with exactly these variables, and HOME, in the folder.
  @discardableResult
  func callAsFunction(_ arguments: String..., variables: [String: String] = [:]) throws -> Result {
    try run(arguments, variables: variables)
  }

  /// - Parameter output: a file the standard output goes to instead of the result.
  func run(
    _ arguments: [String], variables: [String: String] = [:], output device: String? = nil
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = variables.merging(["HOME": folder, "TZ": "UTC"]) { given, _ in given }
    // Under the address sanitizer (tools/sanitize) the program is watched as the tests are.
    process.environment?["ASAN_OPTIONS"] = ProcessInfo.processInfo.environment["ASAN_OPTIONS"]
    process.standardInput = FileHandle.nullDevice
    // Files, not pipes: nothing to drain while the process runs.
    let output = folder + "/.stdout-\(UUID())"
    let errors = folder + "/.stderr-\(UUID())"
    defer {
      for file in [output, errors] { try? FileManager.default.removeItem(atPath: file) }
    }
    for file in [output, errors] {
      try #require(FileManager.default.createFile(atPath: file, contents: nil))
    }
    process.standardOutput = FileHandle(forWritingAtPath: device ?? output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus,
      output: try String(contentsOfFile: output, encoding: .utf8),
      errors: try String(contentsOfFile: errors, encoding: .utf8))
  }

  /// The executable lies beside the test bundle; CONVOY_PROGRAM names another one, such as a release build.
  static let path: String = {
    if let path = ProcessInfo.processInfo.environment["CONVOY_PROGRAM"] { return path }
    let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return ((tests ?? CommandLine.arguments[0]) as NSString).deletingLastPathComponent + "/convoy"
  }()
}

/// Gives `body` a `convoy` in a fresh folder that is removed afterwards.
func withProgram(_ body: (Program) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.path + "/convoy-\(UUID())"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(Program(folder: folder))
}
