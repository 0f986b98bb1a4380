import Foundation
import Glibc
import Testing

struct ServeTests {
  /// Serves a new database; `body` gets the address and ends the server.
  private func serving(
    _ program: Program, _ body: (_ port: Int, _ server: Process) throws -> Void
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = ["serve", "--port", "0"]
    process.currentDirectoryURL = URL(fileURLWithPath: program.folder)
    process.environment = ["HOME": program.folder]
    let words = Pipe()
    process.standardError = words
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    var line = ""
    while !line.hasSuffix("\n"), let byte = try words.fileHandleForReading.read(upToCount: 1) {
      line += String(decoding: byte, as: UTF8.self)
    }
    let port = try #require(
      Int(line.components(separatedBy: "127.0.0.1:").last?.prefix { $0.isNumber } ?? ""))
    try body(port, process)
  }

  /// Sends a request with curl; gives the body and the status.
  private func curl(_ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["curl", "-s", "--max-time", "20"] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  @Test func listsWhatClientsLogWhileItServes() throws {
    try withProgram { program in
      try serving(program) { port, server in
        let base = "http://127.0.0.1:\(port)/api/2.0/mlflow/runs/"
        let made = try curl(
          "-d", #"{"experiment_id": "0", "run_name": "theirs", "start_time": 1000}"#,
          base + "create")
        let id = try #require(made.components(separatedBy: "run_id\":\"").last?.prefix(32))
        let metric = #"{"run_id": "\#(id)", "key": "loss", "value": 0.5, "timestamp": 61000}"#
        #expect(try curl("-d", metric, base + "log-metric") == "{}")
        let listed = try program("list", "--columns", "name,status,loss,duration")
        #expect(listed.output.contains("theirs") && listed.output.contains("running"))
        // By its own values' times, not by the clock of this machine.
        let shown = try program("show", String(id), "--json")
        #expect(shown.output.contains(#""durationSeconds" : 60"#), "\(shown.output)")
        server.interrupt()
        server.waitUntilExit()
        #expect(server.terminationStatus == 0)
      }
    }
  }

  @Test func answersWhatWasAskedBeforeItEnds() throws {
    try withProgram { program in
      try serving(program) { port, server in
        let base = "http://127.0.0.1:\(port)/api/2.0/"
        let made = try curl("-d", "{}", base + "mlflow/runs/create")
        let id = String(try #require(made.components(separatedBy: "run_id\":\"").last?.prefix(32)))
        // A file that takes curl a second to send; the signal comes in the middle.
        let file = program.folder + "/file"
        try Data(repeating: 7, count: 2_000_000).write(to: URL(fileURLWithPath: file))
        let upload = Process()
        upload.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        upload.arguments = [
          "curl", "-s", "-o", program.folder + "/answer", "-w", "%{http_code}", "--limit-rate",
          "2M",
          "--max-time", "20", "-T", file,
          base + "mlflow-artifacts/artifacts/0/\(id)/artifacts/file",
        ]
        let status = Pipe()
        upload.standardOutput = status
        try upload.run()
        // The upload has begun once its row is there.
        let sqlite = program.folder + "/convoy.sqlite-wal"
        let before = try size(of: sqlite)
        for _ in 0..<5000 where try size(of: sqlite) == before { usleep(1000) }
        server.terminate()
        server.waitUntilExit()
        upload.waitUntilExit()
        #expect(server.terminationStatus == 0)
        let code = status.fileHandleForReading.readDataToEndOfFile()
        #expect(String(decoding: code, as: UTF8.self) == "200")
        #expect(try program("db", "check").status == 0)
      }
    }
  }

  private func size(of path: String) throws -> Int {
    var found = stat()
    return stat(path, &found) == 0 ? Int(found.st_size) : 0
  }
}
