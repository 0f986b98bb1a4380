import FoundationEssentials

/// What a safetensors file says of its tensors before their elements.
package struct SafetensorsHeader: Sendable {
  package struct Tensor: Sendable {
    package let name: String
    package let shape: [Int]
    package let type: ElementType
    /// Its bytes, counted from the header's end.
    package let range: Range<Int>
  }

  /// In the order of their bytes, which follow one another without gaps.
  package let tensors: [Tensor]
  package let metadata: [String: String]

  /// What makes a file of 32-bit floats, written one after the other behind these bytes.
  package static func bytes(
    _ tensors: [(name: String, shape: [Int])], metadata: [String: String]
  ) -> [UInt8] {
    var header: [String: Entry] = [:]
    var offset = 0
    for tensor in tensors {
      let end = offset + 4 * tensor.shape.reduce(1, *)
      header[tensor.name] = .tensor(dtype: "F32", shape: tensor.shape, offsets: [offset, end])
      offset = end
    }
    if !metadata.isEmpty { header["__metadata__"] = .metadata(metadata) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Encoding strings and whole numbers cannot fail.
    var json = (try? encoder.encode(header)).map { [UInt8]($0) } ?? []
    while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    bytes.append(number: UInt64(json.count), size: 8)
    return bytes + json
  }

  /// The bytes of the header, the eight that tell its length among them; nil where `beginning` is too
  /// short to tell.
  /// - Parameters:
  ///   - beginning: of the file.
  ///   - size: bytes of the whole file.
  ///   - limit: the most bytes a header may have.
  package static func length(
    _ beginning: ArraySlice<UInt8>, ofFileOf size: Int, path: String, limit: Int = 100_000_000
  ) throws(WeightFileError) -> Int? {
    guard beginning.count >= min(8, size) else { return nil }
    let length = beginning.prefix(8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    guard size >= 8, length <= limit, Int(length) <= size - 8 else {
      throw WeightFileError(
        path: path, offset: 0, found: "\(size) bytes without a whole header",
        accepted: "a safetensors file starts with its header's length, at most \(limit)")
    }
    return 8 + Int(length)
  }

  /// - Parameters:
  ///   - head: all that stands before the tensors.
  ///   - size: bytes of the whole file.
  ///   - accepted: types of elements.
  package init(
    parsing head: ArraySlice<UInt8>, ofFileOf size: Int, path: String,
    accepting accepted: [ElementType] = ElementType.allCases
  ) throws(WeightFileError) {
    let start = head.count
    func refuse(_ offset: Int, _ found: String, _ accepted: String) -> WeightFileError {
      WeightFileError(path: path, offset: offset, found: found, accepted: accepted)
    }
    let header: [String: Entry]
    do {
      header = try JSONDecoder().decode([String: Entry].self, from: Data(head.dropFirst(8)))
    } catch {
      throw refuse(8, "a header that is not safetensors JSON", "name: {dtype, shape, data_offsets}")
    }
    var tensors: [Tensor] = []
    var metadata: [String: String] = [:]
    var expected = 0
    // An empty tensor lies before the one that begins at the same place.
    let ordered = header.sorted {
      ($0.value.begin, $0.value.end, $0.key) < ($1.value.begin, $1.value.end, $1.key)
    }
    for (name, entry) in ordered {
      switch entry {
      case .metadata(let text):
        guard name == "__metadata__" else {
          throw refuse(
            8, "tensor \(name) without data_offsets", "name: {dtype, shape, data_offsets}")
        }
        metadata = text
      case .tensor(let dtype, let shape, let offsets):
        guard let type = ElementType(rawValue: dtype), accepted.contains(type) else {
          let names = accepted.map(\.rawValue)
          throw refuse(
            8, "tensor \(name) of type \(dtype)",
            names.dropLast().joined(separator: ", ") + " or \(names.last ?? "")")
        }
        guard let count = Self.elementCount(shape), offsets.count == 2, offsets[0] == expected,
          offsets[1] >= expected, offsets[1] <= size - start,
          count <= (size - start) / type.width,
          offsets[1] - offsets[0] == count * type.width
        else {
          throw refuse(
            start + expected, "tensor \(name) of shape \(shape) at \(offsets)",
            "tensors follow one another without gaps, as long as their shape says")
        }
        tensors.append(
          Tensor(name: name, shape: shape, type: type, range: offsets[0]..<offsets[1]))
        expected = offsets[1]
      }
    }
    guard start + expected == size else {
      throw refuse(
        start + expected, "\(size - start - expected) bytes that belong to no tensor",
        "the last tensor ends the file")
    }
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The product of the sizes; nil if one is negative or the product overflows.
  private static func elementCount(_ shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow else { return nil }
      count = product
    }
    return count
  }
}

/// A value of the header's object.
private enum Entry: Codable {
  case metadata([String: String])
  case tensor(dtype: String, shape: [Int], offsets: [Int])

  enum CodingKeys: String, CodingKey {
    case dtype, shape
    case offsets = "data_offsets"
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    if fields.contains(.offsets) {
      self = .tensor(
        dtype: try fields.decode(String.self, forKey: .dtype),
        shape: try fields.decode([Int].self, forKey: .shape),
        offsets: try fields.decode([Int].self, forKey: .offsets))
    } else {
      self = .metadata(try decoder.singleValueContainer().decode([String: String].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .metadata(let text):
      var value = encoder.singleValueContainer()
      try value.encode(text)
    case .tensor(let dtype, let shape, let offsets):
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(dtype, forKey: .dtype)
      try fields.encode(shape, forKey: .shape)
      try fields.encode(offsets, forKey: .offsets)
    }
  }

  /// Where the tensor's bytes begin; the metadata comes first.
  var begin: Int {
    switch self {
    case .metadata: -1
    case .tensor(_, _, let offsets): offsets.first ?? 0
    }
  }

  /// Where they end.
  var end: Int {
    switch self {
    case .metadata: -1
    case .tensor(_, _, let offsets): offsets.last ?? 0
    }
  }
}
