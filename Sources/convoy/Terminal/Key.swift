/// A key as a terminal tells of it.
enum Key: Hashable {
  case character(Character)
  /// With the control key: `control("c")`.
  case control(Character)
  case enter, escape, tab, backTab, backspace, delete
  case up, down, left, right, home, end, pageUp, pageDown
}

/// Turns the bytes a terminal sends into keys. Bytes may come in any pieces, as they do over a network.
struct KeyDecoder {
  private var pending: [UInt8] = []

  /// The keys that are whole after these bytes.
  mutating func keys(for bytes: some Sequence<UInt8>) -> [Key] {
    pending += bytes
    var keys: [Key] = []
    while let (key, length) = next() {
      pending.removeFirst(length)
      if let key { keys.append(key) }
    }
    return keys
  }

  /// The keys of what is pending, when no more bytes have come for a while: an escape by itself is the
  /// escape key.
  mutating func flush() -> [Key] {
    defer { pending = [] }
    return pending == [0x1B] ? [.escape] : []
  }

  /// The first key and its bytes; no key for a sequence without a meaning here, nil for one cut short.
  private func next() -> (Key?, Int)? {
    guard let first = pending.first else { return nil }
    switch first {
    case 0x1B: return escape()
    case 0x0D, 0x0A: return (.enter, 1)
    case 0x09: return (.tab, 1)
    case 0x7F, 0x08: return (.backspace, 1)
    case 0x01...0x1A:
      return (.control(Character(Unicode.Scalar(first + 0x60))), 1)
    case 0x20...0x7E: return (.character(Character(Unicode.Scalar(first))), 1)
    case 0xC2...0xF4: return character(first)
    default: return (nil, 1)
    }
  }

  private func character(_ first: UInt8) -> (Key?, Int)? {
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    let bytes = pending.prefix(length)
    if let bad = bytes.dropFirst().firstIndex(where: { !(0x80...0xBF).contains($0) }) {
      return (nil, bad)
    }
    if bytes.count < length { return nil }
    guard let text = String(validating: bytes, as: UTF8.self), let character = text.first else {
      return (nil, length)
    }
    return (.character(character), length)
  }

  private func escape() -> (Key?, Int)? {
    guard pending.count > 1 else { return nil }
    switch pending[1] {
    case UInt8(ascii: "O"):
      guard pending.count > 2 else { return nil }
      return (KeyDecoder.named(pending[2]), 3)
    case UInt8(ascii: "["):
      // Parameters and intermediate bytes, then the byte that says what it is.
      guard let last = pending.dropFirst(2).firstIndex(where: { (0x40...0x7E).contains($0) }) else {
        return pending.count > 32 ? (nil, pending.count) : nil
      }
      if pending[last] == UInt8(ascii: "~") {
        return (KeyDecoder.numbered(pending[2..<last].prefix { $0 != UInt8(ascii: ";") }), last + 1)
      }
      return (KeyDecoder.named(pending[last]), last + 1)
    // Two escapes: the first was the key.
    case 0x1B: return (.escape, 1)
    // The alternate key with another one.
    default: return (nil, 2)
    }
  }

  private static func named(_ byte: UInt8) -> Key? {
    switch byte {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "Z"): .backTab
    case UInt8(ascii: "M"): .enter
    default: nil
    }
  }

  private static func numbered(_ digits: ArraySlice<UInt8>) -> Key? {
    switch String(decoding: digits, as: UTF8.self) {
    case "1", "7": .home
    case "4", "8": .end
    case "3": .delete
    case "5": .pageUp
    case "6": .pageDown
    default: nil
    }
  }
}
