import Files

/// An experiment file on disk, or a sweep file.
package struct ExperimentFile {
  /// What a file is to hold.
  package enum Kind: Sendable {
    case experiment, sweep

    /// `an experiment file`
    var noun: String { self == .experiment ? "an experiment file" : "a sweep file" }

    /// `a readable experiment file`
    var readable: String { "a readable \(self == .experiment ? "experiment" : "sweep") file" }

    /// `an experiment file, such as …`
    package var example: String {
      switch self {
      case .experiment: "\(noun), such as experiments/shapes-quick.yaml"
      case .sweep: "\(noun), such as experiments/sweep-shapes.yaml"
      }
    }

    /// The keys it must have.
    var keys: [String] {
      switch self {
      case .experiment: ["name", "dataset", "model", "training"]
      case .sweep: ["name", "experiment", "space"]
      }
    }
  }

  let path: String
  var kind = Kind.experiment

  /// Larger files are refused unread: an experiment is a page of text.
  static let largest = 1 << 20

  /// The file's text, which must be UTF-8; without the byte-order mark some editors put before it.
  func text() throws(ExperimentError) -> String {
    var bytes = try read()
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .unreadable(
        path: path, found: "not UTF-8 at byte \(Self.firstInvalid(bytes))",
        accepted: "accepted: UTF-8 text")
    }
    return text
  }

  private func read() throws(ExperimentError) -> [UInt8] {
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try InputFile(path).readAll(atMost: Self.largest + 1)
    } catch {
      throw error.isMissing
        ? .notFound(path: path, accepted: kind.example) : unreadable(error.reason)
    }
    guard bytes.count <= Self.largest else {
      throw .unreadable(
        path: path, found: "more than \(Self.largest) bytes",
        accepted: "accepted: \(kind.noun) of at most 1 MiB")
    }
    return bytes
  }

  private func unreadable(_ found: String) -> ExperimentError {
    .unreadable(path: path, found: found, accepted: "accepted: \(kind.readable)")
  }

  /// The offset of the first byte that is no part of a character.
  private static func firstInvalid(_ bytes: [UInt8]) -> Int {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): offset += UTF8.width(scalar)
      case .emptyInput, .error: return offset
      }
    }
  }
}
