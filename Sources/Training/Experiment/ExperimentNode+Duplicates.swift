import Yams

extension ExperimentNode {
  /// Where a key stands the second time in its map. The parser tells only the first place.
  ///
  /// - Parameter first: the place of the key's first appearance.
  /// - Returns: `first` itself where the second place cannot be found.
  static func secondPlace(of key: String, after first: Mark, in text: String) -> Mark {
    var scalars = Array(text.unicodeScalars)
    var mark = first
    // With another first letter the first key is a different one, at the same place; so is any other
    // doubled key that is in the way.
    for letter in String(repeating: "zqxjkvwy", count: 4).unicodeScalars {
      guard var index = offset(of: mark, in: scalars) else { return first }
      if "\"'".unicodeScalars.contains(scalars[index]) { index += 1 }
      guard index < scalars.count else { return first }
      scalars[index] = letter
      var changed = String.UnicodeScalarView()
      changed.append(contentsOf: scalars)
      do {
        let parser = try Parser(yaml: String(changed), resolver: .basic, encoding: .utf8)
        let root = try parser.singleRoot()
        let place = root.flatMap { self.mark(of: key, besideKeyAt: first, in: $0) }
        return withExtendedLifetime(parser) { place ?? first }
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        // A third appearance tells of the second.
        if keys.first == key { return context.mark }
        mark = context.mark
      } catch {
        return first
      }
    }
    return first
  }

  /// The offset of a place in a text; nil if there is no such place.
  private static func offset(of mark: Mark, in text: [Unicode.Scalar]) -> Int? {
    var start = 0
    for _ in 1..<max(mark.line, 1) {
      guard let end = text[start...].firstIndex(of: "\n") else { return nil }
      start = end + 1
    }
    let offset = start + mark.column - 1
    return text.indices.contains(offset) ? offset : nil
  }

  /// The place of `key` in the map that has a key at `place`.
  private static func mark(of key: String, besideKeyAt place: Mark, in node: Node) -> Mark? {
    switch node {
    case .scalar, .alias: return nil
    case .sequence(let items):
      return items.lazy.compactMap { mark(of: key, besideKeyAt: place, in: $0) }.first
    case .mapping(let pairs):
      if pairs.contains(where: { $0.key.mark?.description == place.description }) {
        return pairs.first { $0.key.scalar?.string == key }?.key.mark
      }
      return pairs.lazy.compactMap { mark(of: key, besideKeyAt: place, in: $0.value) }.first
    }
  }
}
