import Testing

@testable import ConvEngine

@Suite struct SafetensorsTests {
  static let tensors = [
    NamedTensor(
      name: "conv_1.kernel", shape: [1, 2, 1, 3], values: [1, -2, 3.5, 0, -0.0, 0x1p-149]),
    NamedTensor(name: "conv_1.bias", shape: [3], values: [.infinity, -.infinity, 7]),
    NamedTensor(name: "nothing", shape: [0, 4], values: []),
    NamedTensor(name: "größe \"1\"\n", shape: [], values: [.pi]),
  ]

  @Test func comesBackAsItWasWritten() throws {
    let bytes = WeightFile.safetensors(Self.tensors, metadata: ["run": "abc", "ä": "ö\u{0}"])
    let (found, metadata) = try Safetensors.decode(bytes, path: "w")
    #expect(Set(found) == Set(Self.tensors))
    #expect(metadata == ["run": "abc", "ä": "ö\u{0}"])
    #expect(try WeightFile.read(bytes, path: "w") == found)
  }

  /// An empty tensor begins where the next one does; its name may come later in the alphabet.
  @Test func anEmptyTensorMayStandBeforeAnother() throws {
    let tensors = [
      NamedTensor(name: "z", shape: [0], values: []),
      NamedTensor(name: "a", shape: [1], values: [1]),
    ]
    #expect(try WeightFile.read(WeightFile.safetensors(tensors), path: "w") == tensors)
  }

  @Test func aFileWithoutTensorsIsAFile() throws {
    let bytes = WeightFile.safetensors([])
    #expect(try WeightFile.read(bytes, path: "w") == [])
  }

  @Test func keepsTheBitsOfNaN() throws {
    let quiet = Float(bitPattern: 0x7FC0_1234)
    let bytes = WeightFile.safetensors([NamedTensor(name: "a", shape: [1], values: [quiet])])
    let found = try WeightFile.read(bytes, path: "w")
    #expect(found[0].values[0].bitPattern == 0x7FC0_1234)
  }

  /// The layout of github.com/huggingface/safetensors, "Format": the header's length in eight bytes,
  /// little-endian; JSON padded with spaces to a multiple of eight; the numbers.
  @Test func hasTheBytesOfTheFormat() {
    let tensors = [
      NamedTensor(name: "b", shape: [2], values: [1, -2]),
      NamedTensor(name: "a", shape: [1, 1], values: [0.5]),
    ]
    let json =
      #"{"__metadata__":{"k":"v/w"},"a":{"data_offsets":[8,12],"dtype":"F32","shape":[1,1]},"#
      + #""b":{"data_offsets":[0,8],"dtype":"F32","shape":[2]}}"#
    let padding = (8 - json.utf8.count % 8) % 8
    let length = json.utf8.count + padding
    let header = [UInt8](json.utf8) + [UInt8](repeating: 0x20, count: padding)
    #expect(
      WeightFile.safetensors(tensors, metadata: ["k": "v/w"])
        == [UInt8(length), 0, 0, 0, 0, 0, 0, 0] + header
        + [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0x3F])
  }

  @Test func readsBytesAsWholeNumbers() throws {
    let found = try Safetensors.decode(
      Self.file(#"{"x":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}"#, [0, 7, 255]), path: "w")
    #expect(found.tensors == [NamedTensor(name: "x", shape: [3], values: [0, 7, 255])])
  }

  private static let layoutRule =
    "tensors follow one another without gaps, as long as their shape says"
  private static let headerRule =
    "a safetensors file starts with its header's length, at most 100000000"

  static let hostile: [HostileFile] = [
    HostileFile("w: offset 0: 0 bytes without a whole header; \(headerRule)", []),
    HostileFile(
      "w: offset 0: 7 bytes without a whole header; \(headerRule)", [2, 0, 0, 0, 0, 0, 0]),
    HostileFile(
      "w: offset 0: 16 bytes without a whole header; \(headerRule)",
      [9, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0x20, count: 8)),
    HostileFile(
      "w: offset 0: 10 bytes without a whole header; \(headerRule)",
      [UInt8](repeating: 0xFF, count: 8) + [0x7B, 0x7D]),
    HostileFile(
      "w: offset 0: 10 bytes without a whole header; \(headerRule)",
      [0, 0, 0, 0, 0, 0, 0, 0x80] + [0x7B, 0x7D]),
    header(
      "", "offset 8: a header that is not safetensors JSON; name: {dtype, shape, data_offsets}"),
    header(
      "[]", "offset 8: a header that is not safetensors JSON; name: {dtype, shape, data_offsets}"),
    header(
      #"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#,
      "offset 8: a header that is not safetensors JSON; name: {dtype, shape, data_offsets}"),
    header(
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}"#,
      "offset 8: a header that is not safetensors JSON; name: {dtype, shape, data_offsets}"),
    header(
      String(repeating: "[", count: 100_000),
      "offset 8: a header that is not safetensors JSON; name: {dtype, shape, data_offsets}"),
    header(
      #"{"a":{"note":"x"}}"#,
      "offset 8: tensor a without data_offsets; name: {dtype, shape, data_offsets}"),
    header(
      #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#,
      "offset 8: tensor a of type F64; F32 or U8"),
    header(
      #"{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}"#,
      "offset 8: tensor a of type BF16; F32 or U8"),
    tensor("[2]", "[0,4]"), tensor("[1]", "[0,8]"), tensor("[1]", "[4,8]"), tensor("[-1]", "[0,4]"),
    tensor("[-1,-1]", "[0,4]"), tensor("[1]", "[0,-4]"), tensor("[1]", "[-4,0]"),
    tensor("[1]", "[4,0]"), tensor("[1]", "[0]"), tensor("[1]", "[]"), tensor("[1]", "[0,4,8]"),
    tensor("[3]", "[0,12]"), tensor("[4294967296,4294967296]", "[0,0]"),
    tensor("[9223372036854775807]", "[0,4]"), tensor("[4611686018427387904]", "[0,0]"),
    tensor("[4611686018427387904,4]", "[0,0]"), tensor("[1]", "[0,9223372036854775807]"),
    tensor("[1]", "[0,-9223372036854775808]"), tensor("[2,2,2,2,1152921504606846976]", "[0,0]"),
    second("[0,4]", at: 4), second("[2,6]", at: 4), second("[5,9]", at: 4),
    second("[4,-9223372036854775808]", at: 4),
    header(
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
      "offset 68: 4 bytes that belong to no tensor; the last tensor ends the file"),
    header("{}", "offset 16: 8 bytes that belong to no tensor; the last tensor ends the file"),
  ]

  @Test(arguments: hostile)
  func saysWhatIsWrongWithAFile(_ file: HostileFile) { file.check() }

  /// A file of this header and eight bytes of numbers.
  private static func header(_ json: String, _ message: String) -> HostileFile {
    HostileFile("w: \(message)", file(json, [UInt8](repeating: 1, count: 8)))
  }

  /// A tensor whose shape and place do not match eight bytes of numbers.
  private static func tensor(_ shape: String, _ offsets: String) -> HostileFile {
    let json = #"{"a":{"dtype":"F32","shape":\#(shape),"data_offsets":\#(offsets)}}"#
    let start = 8 + (json.utf8.count + 7) / 8 * 8
    let list = { (text: String) in text.replacing(",", with: ", ") }
    return header(
      json, "offset \(start): tensor a of shape \(list(shape)) at \(list(offsets)); \(layoutRule)")
  }

  /// A second tensor that overlaps the first or leaves a gap.
  private static func second(_ offsets: String, at place: Int) -> HostileFile {
    let json =
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
      + #""b":{"dtype":"F32","shape":[1],"data_offsets":\#(offsets)}}"#
    let start = 8 + (json.utf8.count + 7) / 8 * 8 + place
    let list = offsets.replacing(",", with: ", ")
    return header(json, "offset \(start): tensor b of shape [1] at \(list); \(layoutRule)")
  }

  /// The header padded to a multiple of eight bytes, then the numbers.
  static func file(_ json: String, _ numbers: [UInt8]) -> [UInt8] {
    var header = [UInt8](json.utf8)
    while header.count % 8 != 0 { header.append(0x20) }
    var bytes: [UInt8] = []
    bytes.append(number: UInt64(header.count), size: 8)
    return bytes + header + numbers
  }
}
