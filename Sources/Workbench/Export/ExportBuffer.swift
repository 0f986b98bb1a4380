/// Bytes on their way out: rows are put together here and leave in large pieces.
struct ExportBuffer {
  /// What has not left yet.
  var bytes: [UInt8] = []
  private static let full = 1 << 18

  /// To be called after each row.
  mutating func endRow(_ write: ([UInt8]) throws -> Void) rethrows {
    bytes.append(UInt8(ascii: "\n"))
    if bytes.count >= Self.full { try send(write) }
  }

  /// Lets everything leave.
  mutating func send(_ write: ([UInt8]) throws -> Void) rethrows {
    try write(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
