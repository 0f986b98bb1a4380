import FoundationEssentials

/// The safetensors format (github.com/huggingface/safetensors): eight bytes with the header's
/// length, a JSON header, then all tensors row-major without gaps.
package enum Safetensors {
  package static func encode(_ tensors: [NamedTensor], metadata: [String: String]) -> [UInt8] {
    var header: [String: Entry] = [:]
    var offset = 0
    for tensor in tensors {
      let end = offset + 4 * tensor.values.count
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
    bytes.reserveCapacity(8 + json.count + offset)
    bytes.append(number: UInt64(json.count), size: 8)
    bytes += json
    for tensor in tensors { bytes.append(floats: tensor.values) }
    return bytes
  }

  /// - Returns: the tensors by name, 8-bit ones as whole numbers, and the metadata.
  package static func decode(
    _ bytes: [UInt8], path: String
  ) throws(WeightFileError) -> (tensors: [NamedTensor], metadata: [String: String]) {
    func refuse(_ offset: Int, _ found: String, _ accepted: String) -> WeightFileError {
      WeightFileError(path: path, offset: offset, found: found, accepted: accepted)
    }
    let reader = ByteReader(bytes: bytes)
    guard let length = reader.number(at: 0, size: 8), length <= 100_000_000,
      Int(length) <= bytes.count - 8
    else {
      throw refuse(
        0, "\(bytes.count) bytes without a whole header",
        "a safetensors file starts with its header's length, at most 100000000")
    }
    let start = 8 + Int(length)
    let header: [String: Entry]
    do {
      header = try JSONDecoder().decode([String: Entry].self, from: Data(bytes[8..<start]))
    } catch {
      throw refuse(8, "a header that is not safetensors JSON", "name: {dtype, shape, data_offsets}")
    }

    var tensors: [(begin: Int, tensor: NamedTensor)] = []
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
        let width = dtype == "F32" ? 4 : 1
        guard dtype == "F32" || dtype == "U8" else {
          throw refuse(8, "tensor \(name) of type \(dtype)", "F32 or U8")
        }
        guard let count = elementCount(shape), offsets.count == 2, offsets[0] == expected,
          offsets[1] >= expected, offsets[1] <= bytes.count - start,
          count <= (bytes.count - start) / width,
          offsets[1] - offsets[0] == count * width
        else {
          throw refuse(
            start + expected, "tensor \(name) of shape \(shape) at \(offsets)",
            "tensors follow one another without gaps, as long as their shape says")
        }
        let range = start + offsets[0]..<start + offsets[1]
        tensors.append(
          (
            offsets[0],
            NamedTensor(
              name: name, shape: shape,
              values: width == 4 ? reader.floats(range) : bytes[range].map(Float.init))
          ))
        expected = offsets[1]
      }
    }
    guard start + expected == bytes.count else {
      throw refuse(
        start + expected, "\(bytes.count - start - expected) bytes that belong to no tensor",
        "the last tensor ends the file")
    }
    return (tensors.map(\.tensor), metadata)
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
}
