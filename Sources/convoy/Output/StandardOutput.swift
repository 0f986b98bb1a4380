@preconcurrency import Glibc

/// Writes lines of data to the standard output, buffered; `flushStandardOutput` reports failures.
func printLine(_ line: String) { printText(line + "\n") }

/// Writes a text as it is.
func printText(_ text: String) {
  var text = text
  text.withUTF8 { _ = fwrite($0.baseAddress, 1, $0.count, stdout) }
}

func printLines(_ lines: [String]) { for line in lines { printLine(line) } }

/// Prints the table as suits the standard output.
func printTable(_ table: TextTable) { printLines(table.lines(for: .standardOutput)) }

/// Writes out what is buffered; a full disk or a closed file is an error here, not a silent loss.
func flushStandardOutput() throws(OutputError) {
  if fflush(stdout) != 0 || ferror(stdout) != 0 {
    throw OutputError.cannotWrite(path: "standard output", reason: errorText(errno))
  }
}

/// Writes words (progress, notes, errors) to the standard error at once.
func printNote(_ text: String, terminator: String = "\n") {
  var text = text + terminator
  text.withUTF8 { _ = fwrite($0.baseAddress, 1, $0.count, stderr) }
}

/// What the system says about an `errno` value: `No space left on device`.
func errorText(_ code: Int32) -> String {
  strerror(code).map { String(cString: $0) } ?? "error \(code)"
}

/// Writes data as it is to the standard output, buffered.
func printBytes(_ bytes: [UInt8]) {
  bytes.withUnsafeBytes { _ = fwrite($0.baseAddress, 1, $0.count, stdout) }
}
