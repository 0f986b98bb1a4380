/// Reads lines from pieces of a file.
struct LineReader {
  /// Bytes a line may have at most.
  static let longestLine = 64 << 20

  private let path: String
  private let refill: () throws -> [UInt8]
  private var rest: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// The number of the line read last.
  private(set) var line = 0

  /// - Parameter refill: gives the next piece of the file, empty at its end.
  init(path: String, refill: @escaping () throws -> [UInt8]) {
    self.path = path
    self.refill = refill
  }

  /// The next line without its end; nil at the end of the file.
  mutating func next() throws -> ArraySlice<UInt8>? {
    var searched = position
    while true {
      if let end = rest[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let found = rest[position..<end]
        position = end + 1
        line += 1
        return found
      }
      searched = rest.count
      if isAtEnd {
        defer { position = rest.count }
        if position == rest.count { return nil }
        line += 1
        return rest[position...]
      }
      guard rest.count - position <= LineReader.longestLine else {
        throw ImportError.wrongLine(
          path: path, line: line + 1, found: "over \(LineReader.longestLine) bytes")
      }
      rest.removeSubrange(..<position)
      searched -= position
      position = 0
      let more = try refill()
      isAtEnd = more.isEmpty
      rest += more
    }
  }
}
