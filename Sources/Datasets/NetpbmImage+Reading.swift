import Files

extension NetpbmImage {
  /// Reads a P2, P3, P5 or P6 file: comments in the header, any maximum from 1 to 65535 (scaled to
  /// 255, rounded to nearest). Of several pictures in one file, the first.
  package init(contentsOf path: String) throws(NetpbmError) {
    let bytes: [UInt8]
    do throws(FileFailure) {
      let file = try InputFile(path)
      // Text needs at most "65535 " per sample; comments beyond that are not read.
      guard file.size <= 6 * Self.maximumValues else {
        throw FileFailure(reason: "\(file.size) bytes are too many")
      }
      bytes = try file.readAll()
    } catch {
      if error.isMissing { throw .missing(path: path) }
      throw .unreadable(path: path, reason: error.reason)
    }
    try self.init(bytes: bytes, path: path)
  }

  /// Reads the bytes of such a file; `path` is named in errors.
  package init(bytes: [UInt8], path: String) throws(NetpbmError) {
    var parser = NetpbmParser(bytes: bytes, path: path)
    let (isText, channels) = try parser.magic()
    let width = try parser.header("width", 1...Self.maximumValues)
    let height = try parser.header("height", 1...max(1, Self.maximumValues / width / channels))
    let maximum = try parser.header("maximum", 1...65_535)
    let count = height * width * channels
    let samples =
      isText
      ? try parser.textSamples(count, maximum: maximum)
      : try parser.binarySamples(count, maximum: maximum)
    self.init(height: height, width: width, channels: channels, values: samples)
  }
}

/// A position in a Netpbm file's bytes.
private struct NetpbmParser {
  let bytes: [UInt8]
  let path: String
  var offset = 0

  /// Whether samples are text, and the channels.
  mutating func magic() throws(NetpbmError) -> (isText: Bool, channels: Int) {
    offset = 2
    switch bytes.prefix(2) {
    case [UInt8(ascii: "P"), UInt8(ascii: "2")]: return (true, 1)
    case [UInt8(ascii: "P"), UInt8(ascii: "3")]: return (true, 3)
    case [UInt8(ascii: "P"), UInt8(ascii: "5")]: return (false, 1)
    case [UInt8(ascii: "P"), UInt8(ascii: "6")]: return (false, 3)
    default: throw .wrongMagic(path: path, found: Self.shown(bytes.prefix(2)))
    }
  }

  /// A number of the header, after white space and comments.
  mutating func header(_ field: String, _ range: ClosedRange<Int>) throws(NetpbmError) -> Int {
    skipSpace()
    let start = offset
    guard let value = number(), range.contains(value) else {
      throw .wrongHeader(
        path: path, field: field, offset: start, found: word(at: start),
        accepted: "\(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  mutating func textSamples(_ count: Int, maximum: Int) throws(NetpbmError) -> [UInt8] {
    // Each takes at least a digit and a separator, so a short file is refused before allocation.
    guard count <= (bytes.count - offset + 1) / 2 else {
      throw .cutOff(
        path: path, offset: bytes.count, samples: (bytes.count - offset) / 2, expected: count)
    }
    var samples: [UInt8] = []
    samples.reserveCapacity(count)
    for sample in 0..<count {
      skipSpace()
      let start = offset
      if start == bytes.count {
        throw .cutOff(path: path, offset: start, samples: sample, expected: count)
      }
      guard let value = number(), value <= maximum else {
        throw .wrongSample(
          path: path, sample: sample, offset: start, found: word(at: start), maximum: maximum)
      }
      samples.append(Self.scaled(value, maximum))
    }
    return samples
  }

  mutating func binarySamples(_ count: Int, maximum: Int) throws(NetpbmError) -> [UInt8] {
    guard offset < bytes.count, Self.isSpace(bytes[offset]) else {
      throw .wrongHeader(
        path: path, field: "the end of the header", offset: offset, found: word(at: offset),
        accepted: "one white space")
    }
    offset += 1
    let width = maximum > 255 ? 2 : 1
    let present = (bytes.count - offset) / width
    guard present >= count else {
      throw .cutOff(path: path, offset: bytes.count, samples: present, expected: count)
    }
    if maximum == 255 { return Array(bytes[offset..<offset + count]) }
    var samples: [UInt8] = []
    samples.reserveCapacity(count)
    for sample in 0..<count {
      let at = offset + sample * width
      let value = width == 1 ? Int(bytes[at]) : Int(bytes[at]) << 8 | Int(bytes[at + 1])
      guard value <= maximum else {
        throw .wrongSample(
          path: path, sample: sample, offset: at, found: "\(value)", maximum: maximum)
      }
      samples.append(Self.scaled(value, maximum))
    }
    return samples
  }

  private static func scaled(_ value: Int, _ maximum: Int) -> UInt8 {
    UInt8((value * 255 + maximum / 2) / maximum)
  }

  /// The digits at `offset` as a number, nil without any or with more than nine.
  private mutating func number() -> Int? {
    var value = 0
    let start = offset
    while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) {
      if offset - start == 9 { return nil }
      value = value * 10 + Int(bytes[offset] - UInt8(ascii: "0"))
      offset += 1
    }
    return offset > start ? value : nil
  }

  /// White space and comments, which run from `#` to the end of the line.
  private mutating func skipSpace() {
    while offset < bytes.count {
      if bytes[offset] == UInt8(ascii: "#") {
        while offset < bytes.count, bytes[offset] != 10, bytes[offset] != 13 { offset += 1 }
      } else if Self.isSpace(bytes[offset]) {
        offset += 1
      } else {
        return
      }
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  /// What stands at `start`, for a message.
  private func word(at start: Int) -> String {
    Self.shown(bytes[start...].prefix(12).prefix { !Self.isSpace($0) })
  }

  private static func shown(_ bytes: some Sequence<UInt8>) -> String {
    let text = bytes.map { (33...126).contains($0) ? String(UnicodeScalar($0)) : "?" }.joined()
    return text.isEmpty ? "nothing" : "\"\(text)\""
  }
}
