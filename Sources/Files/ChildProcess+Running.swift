extension ChildProcess {
  package struct Outcome {
    /// The exit status, or 128 + the signal that ended the program.
    package var status: Int32
    /// The last line of its error output.
    package var lastLine: String
  }

  /// Runs a program to its end; `onTick` is called about five times a second meanwhile.
  /// - Throws: the system's refusal to start it; `isMissing` when there is no such program.
  package static func run(
    _ program: String, _ arguments: [String], onTick: () -> Void = {}
  ) throws(FileFailure) -> Outcome {
    let child = try ChildProcess(program, arguments, reading: .errors)
    var output: [UInt8] = []
    reading: while true {
      let reading = child.read(within: .milliseconds(200))
      onTick()
      switch reading {
      // The last line is all that is wanted: 4 KB hold it.
      case .bytes(let bytes): output = (output + bytes).suffix(4096)
      case .nothingYet: continue
      case .end: break reading
      }
    }
    let text = String(decoding: output, as: UTF8.self)
    let lastLine = text.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
    return Outcome(status: child.wait(), lastLine: lastLine)
  }
}
