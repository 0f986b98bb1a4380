/// Reads a safetensors file that comes in parts, and keeps no more of it than a part and the header.
package struct SafetensorsScanner {
  /// Longer headers are refused.
  package static let mostHeaderBytes = 4 << 20
  /// No more elements are given at once.
  package static let mostValues = 1 << 18

  private let path: String
  private let size: Int
  private var header: SafetensorsHeader?
  /// What has come and was not read yet.
  private var rest: ArraySlice<UInt8> = []
  /// Which tensor is next, and how many bytes of tensors were read.
  private var (index, position) = (0, 0)

  /// - Parameters:
  ///   - path: named in errors.
  ///   - size: bytes of the whole file.
  package init(path: String, size: Int) {
    self.path = path
    self.size = size
  }

  /// Takes the bytes that follow those before.
  package mutating func append(_ part: [UInt8]) {
    rest = rest.isEmpty ? part[...] : (rest + part)[...]
  }

  /// The next elements, of one tensor; none of an empty tensor, which comes once. nil where more bytes
  /// must come first, and at the end.
  package mutating func next() throws(WeightFileError) -> (
    tensor: SafetensorsHeader.Tensor, values: [Double]
  )? {
    if header == nil { try readHeader() }
    guard let header, index < header.tensors.count else { return nil }
    let tensor = header.tensors[index]
    let missing = tensor.range.upperBound - position
    let bytes =
      min(min(missing, rest.count) / tensor.type.width, Self.mostValues) * tensor.type.width
    guard bytes > 0 || missing == 0 else { return nil }
    let values = tensor.type.values(rest.prefix(bytes))
    rest = rest.dropFirst(bytes)
    position += bytes
    if bytes == missing { index += 1 }
    return (tensor, values)
  }

  /// To be called after the last part.
  /// - Throws: where the file is not whole.
  package func finish() throws(WeightFileError) {
    guard let header, index == header.tensors.count, rest.isEmpty else {
      throw WeightFileError(
        path: path, offset: position, found: "the file does not end where its header says",
        accepted: "a whole safetensors file")
    }
  }

  private mutating func readHeader() throws(WeightFileError) {
    let length = try SafetensorsHeader.length(
      rest, ofFileOf: size, path: path, limit: Self.mostHeaderBytes)
    guard let length, rest.count >= length else { return }
    header = try SafetensorsHeader(parsing: rest.prefix(length), ofFileOf: size, path: path)
    rest = rest.dropFirst(length)
  }
}
