extension String {
  /// The text without what lies beyond `width` columns of a terminal; its escape sequences of colours,
  /// which take no room, stay.
  func clipped(to width: Int) -> String {
    if utf8.count <= width { return self }
    var result = ""
    var used = 0
    var isSequence = false
    for character in self {
      if isSequence {
        result.append(character)
        isSequence = character != "m"
      } else if character == "\u{1B}" {
        result.append(character)
        isSequence = true
      } else {
        used += character.displayWidth
        if used <= width { result.append(character) }
      }
    }
    return result
  }
}
