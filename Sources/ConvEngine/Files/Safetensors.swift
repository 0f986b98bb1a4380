/// The safetensors format (github.com/huggingface/safetensors): eight bytes with the header's
/// length, a JSON header, then all tensors row-major without gaps.
package enum Safetensors {
  package static func encode(_ tensors: [NamedTensor], metadata: [String: String]) -> [UInt8] {
    var bytes = SafetensorsHeader.bytes(
      tensors.map { ($0.name, $0.shape) }, metadata: metadata)
    bytes.reserveCapacity(bytes.count + tensors.reduce(0) { $0 + 4 * $1.values.count })
    for tensor in tensors { bytes.append(floats: tensor.values) }
    return bytes
  }

  /// - Returns: the tensors in the order of their bytes, 8-bit ones as whole numbers, and the metadata.
  package static func decode(
    _ bytes: [UInt8], path: String
  ) throws(WeightFileError) -> (tensors: [NamedTensor], metadata: [String: String]) {
    let start = try SafetensorsHeader.length(bytes[...], ofFileOf: bytes.count, path: path) ?? 0
    let header = try SafetensorsHeader(
      parsing: bytes[..<start], ofFileOf: bytes.count, path: path, accepting: [.float32, .uint8])
    let reader = ByteReader(bytes: bytes)
    let tensors = header.tensors.map { tensor in
      let range = start + tensor.range.lowerBound..<start + tensor.range.upperBound
      return NamedTensor(
        name: tensor.name, shape: tensor.shape,
        values: tensor.type == .float32 ? reader.floats(range) : bytes[range].map(Float.init))
    }
    return (tensors, header.metadata)
  }
}
