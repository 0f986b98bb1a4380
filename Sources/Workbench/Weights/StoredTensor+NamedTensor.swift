import ConvEngine
import RunStore

extension StoredTensor {
  /// A network's tensor as the store keeps it.
  init(_ tensor: NamedTensor) {
    let bytes: [UInt8]
    #if _endian(little)
      bytes = tensor.values.withUnsafeBytes { [UInt8]($0) }
    #else
      bytes = tensor.values.flatMap { value in
        withUnsafeBytes(of: value.bitPattern.littleEndian) { [UInt8]($0) }
      }
    #endif
    self.init(name: tensor.name, shape: tensor.shape, bytes: bytes)
  }
}

extension NamedTensor {
  /// A tensor of the store as a network takes it; nil if its bytes do not fill its shape.
  init?(_ tensor: StoredTensor) {
    let count = tensor.shape.reduce(1, *)
    guard tensor.bytes.count == count * MemoryLayout<Float>.size else { return nil }
    let values = [Float](unsafeUninitializedCapacity: count) { values, filled in
      tensor.bytes.withUnsafeBytes { bytes in
        for index in 0..<count {
          let bits = bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
          values[index] = Float(bitPattern: UInt32(littleEndian: bits))
        }
      }
      filled = count
    }
    self.init(name: tensor.name, shape: tensor.shape, values: values)
  }
}

extension [StoredTensor] {
  /// Tensors of the store as a network takes them.
  /// - Parameter run: what an error names.
  func named(run: String) throws(WorkbenchError) -> [NamedTensor] {
    var tensors: [NamedTensor] = []
    for stored in self {
      guard let tensor = NamedTensor(stored) else {
        throw .unusableRun(
          run: run,
          found: "tensor \(stored.name) has \(stored.bytes.count) bytes for shape \(stored.shape)")
      }
      tensors.append(tensor)
    }
    return tensors
  }
}
