/// A TensorBoard event file: TFRecords of `Event` messages
/// (https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details).
struct EventFile {
  /// Bytes an event may have at most; pictures and graphs are large.
  static let longestEvent = 256 << 20

  let path: String

  /// Calls `body` with the time and the numbers of each event. A file whose last record is cut off is
  /// being written, or its writer died; the records before it count.
  /// - Parameter next: gives the next so many bytes, fewer at the end.
  /// - Returns: whether the last record is cut off.
  func read(
    _ next: (Int) throws -> [UInt8],
    _ body: (_ wallTime: Double, _ scalars: [ScalarEvent]) throws -> Void
  ) throws -> Bool {
    var offset = 0
    while true {
      let head = try next(12)
      if head.isEmpty { return false }
      guard head.count == 12 else { return true }
      guard UInt64(CRC32C.masked(head[..<8])) == word(head[8...]) else {
        throw wrong(offset, "a length whose checksum is wrong; accepted: a TensorBoard event file")
      }
      let length = word(head[..<4]) | word(head[4..<8]) << 32
      guard length <= EventFile.longestEvent else {
        throw wrong(
          offset, "an event of \(length) bytes; accepted: at most \(EventFile.longestEvent)")
      }
      let event = try next(Int(length))
      let sum = try next(4)
      guard event.count == length, sum.count == 4 else { return true }
      guard UInt64(CRC32C.masked(event[...])) == word(sum[...]) else {
        throw wrong(offset, "an event whose checksum is wrong; accepted: a whole file")
      }
      do {
        let (wallTime, scalars) = try ScalarEvent.read(event[...])
        try body(wallTime, scalars)
      } catch let failure as ProtobufReader.Failure {
        throw wrong(offset + 12 + failure.offset, "no event; accepted: a protocol buffer")
      }
      offset += 16 + event.count
    }
  }

  /// Whether a file that begins so is one of these.
  static func begins(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count >= 12 else { return false }
    let start = bytes.startIndex
    let sum = bytes[(start + 8)..<(start + 12)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    return CRC32C.masked(bytes[start..<(start + 8)]) == sum
  }

  private func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private func wrong(_ offset: Int, _ found: String) -> ImportError {
    .wrongBytes(path: path, offset: offset, found: found)
  }
}
