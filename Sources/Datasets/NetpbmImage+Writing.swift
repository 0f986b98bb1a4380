import Glibc

extension NetpbmImage {
  /// The bytes of a P5 (grey) or P6 (colour) file with maximum 255.
  package var fileBytes: [UInt8] {
    Array("\(channels == 1 ? "P5" : "P6")\n\(width) \(height)\n255\n".utf8) + values
  }

  /// Writes `fileBytes`, replacing what is there.
  package func write(to path: String) throws(NetpbmError) {
    guard let file = fopen(path, "we") else { throw Self.systemError(path) }
    let bytes = fileBytes
    let written = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    // What is buffered is written by fclose, so its failure is a failure to write.
    let failure = Self.systemError(path)
    guard fclose(file) == 0 else { throw Self.systemError(path) }
    guard written == bytes.count else { throw failure }
  }

  private static func systemError(_ path: String) -> NetpbmError {
    .unwritable(path: path, reason: InputFile.Failure.system.reason)
  }
}
