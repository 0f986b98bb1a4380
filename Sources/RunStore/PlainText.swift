extension String {
  /// Whether the text has no control characters: a name that can be typed and printed on one line.
  var isPlain: Bool { unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f } }
}
