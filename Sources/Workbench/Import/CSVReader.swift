/// Reads comma-separated values (RFC 4180), row by row and from pieces of a file; lines may end in LF or
/// CRLF.
struct CSVReader {
  /// A row; its fields lie one behind the other, quotes taken away.
  struct Row {
    fileprivate var bytes: [UInt8] = []
    fileprivate var ends: [Int] = []
    fileprivate var quoted: [Bool] = []
    /// Where it began in the file.
    fileprivate(set) var line = 1

    var count: Int { ends.count }

    /// The bytes of a field.
    func bytes(_ index: Int) -> ArraySlice<UInt8> {
      bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// A field as text; nil where it is no UTF-8.
    func text(_ index: Int) -> String? { String(validating: bytes(index), as: UTF8.self) }

    /// Whether a field is not there, as opposed to an empty text.
    func isMissing(_ index: Int) -> Bool { bytes(index).isEmpty && !quoted[index] }

    fileprivate mutating func endField(quoted isQuoted: Bool) {
      ends.append(bytes.count)
      quoted.append(isQuoted)
    }
  }

  private enum State { case start, plain, quoted, quoteInQuoted }

  /// Bytes a row may have at most: no export comes near, and a file that is no table ends here.
  static let longestRow = 16 << 20

  private let path: String
  private let refill: () throws -> [UInt8]
  private var chunk: [UInt8] = []
  private var position = 0
  private var line = 1
  private var isFirst = true

  /// - Parameter refill: gives the next piece of the file, empty at its end.
  init(path: String, refill: @escaping () throws -> [UInt8]) {
    self.path = path
    self.refill = refill
  }

  /// Reads the next row into `row`; false at the end of the file.
  mutating func next(_ row: inout Row) throws -> Bool {
    row.bytes.removeAll(keepingCapacity: true)
    row.ends.removeAll(keepingCapacity: true)
    row.quoted.removeAll(keepingCapacity: true)
    row.line = line
    var state = State.start
    var isQuoted = false
    while let byte = try nextByte() {
      guard row.bytes.count < CSVReader.longestRow, row.ends.count < 1 << 16 else {
        throw wrong("a row of over \(CSVReader.longestRow) bytes or 65536 fields")
      }
      switch (state, byte) {
      case (.quoted, UInt8(ascii: "\"")): state = .quoteInQuoted
      case (.quoted, _):
        if byte == UInt8(ascii: "\n") { line += 1 }
        row.bytes.append(byte)
      case (.quoteInQuoted, UInt8(ascii: "\"")):
        row.bytes.append(byte)
        state = .quoted
      case (.start, UInt8(ascii: "\"")): (state, isQuoted) = (.quoted, true)
      case (_, UInt8(ascii: ",")):
        row.endField(quoted: isQuoted)
        (state, isQuoted) = (.start, false)
      case (_, UInt8(ascii: "\n")):
        line += 1
        // A line without anything is no row.
        if row.ends.isEmpty, row.bytes.isEmpty, !isQuoted {
          row.line = line
          continue
        }
        row.endField(quoted: isQuoted)
        return true
      case (_, UInt8(ascii: "\r")) where try peek() == UInt8(ascii: "\n"): break
      case (.quoteInQuoted, _):
        throw wrong("text behind a quoted field; accepted: a comma or the end of the line")
      case (.plain, UInt8(ascii: "\"")):
        throw wrong("a quote within a field; accepted: quotes around all of it, doubled within")
      case (.start, _), (.plain, _):
        state = .plain
        row.bytes.append(byte)
      }
    }
    if state == .quoted { throw wrong("the file ends within quotes", at: row.line) }
    if row.ends.isEmpty, row.bytes.isEmpty, !isQuoted { return false }
    row.endField(quoted: isQuoted)
    return true
  }

  private func wrong(_ found: String, at place: Int? = nil) -> ImportError {
    .wrongLine(path: path, line: place ?? line, found: found)
  }

  private mutating func nextByte() throws -> UInt8? {
    guard let byte = try peek() else { return nil }
    position += 1
    return byte
  }

  private mutating func peek() throws -> UInt8? {
    if position == chunk.count {
      chunk = try refill()
      position = 0
      // A byte order mark, as spreadsheets write it.
      if isFirst, chunk.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
      isFirst = false
      if position >= chunk.count { return nil }
    }
    return chunk[position]
  }
}
