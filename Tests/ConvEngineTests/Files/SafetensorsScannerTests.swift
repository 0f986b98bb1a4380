import Testing

@testable import ConvEngine

@Suite struct SafetensorsScannerTests {
  /// What a scanner finds in a file that comes in parts of so many bytes.
  private func scan(_ bytes: [UInt8], parts size: Int) throws -> [NamedTensor] {
    var scanner = SafetensorsScanner(path: "w", size: bytes.count)
    var found: [NamedTensor] = []
    var values: [Float] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      scanner.append(Array(bytes[start..<min(start + size, bytes.count)]))
      while let (tensor, next) = try scanner.next() {
        values += next.map(Float.init)
        if values.count == tensor.shape.reduce(1, *) {
          found.append(NamedTensor(name: tensor.name, shape: tensor.shape, values: values))
          values = []
        }
      }
    }
    try scanner.finish()
    return found
  }

  @Test(arguments: [1, 3, 7, 8, 64, 1 << 20])
  func findsWhatIsInTheWholeFile(partsOf size: Int) throws {
    let bytes = WeightFile.safetensors(SafetensorsTests.tensors, metadata: ["run": "abc"])
    #expect(try scan(bytes, parts: size) == WeightFile.read(bytes, path: "w"))
  }

  @Test func givesALargeTensorInPieces() throws {
    let values = (0..<SafetensorsScanner.mostValues + 5).map(Float.init)
    let tensor = NamedTensor(name: "a", shape: [values.count], values: values)
    var scanner = SafetensorsScanner(path: "w", size: WeightFile.safetensors([tensor]).count)
    scanner.append(WeightFile.safetensors([tensor]))
    #expect(try scanner.next()?.values.count == SafetensorsScanner.mostValues)
    #expect(try scanner.next()?.values == values.suffix(5).map(Double.init))
    #expect(try scanner.next() == nil)
    try scanner.finish()
  }

  @Test(arguments: SafetensorsTests.hostile)
  func refusesWhatIsRefusedWhole(_ file: HostileFile) {
    // Types that a network does not take have statistics all the same.
    if file.message.contains("of type BF16") || file.message.contains("of type F64") { return }
    let error = #expect(throws: WeightFileError.self) { try scan(file.bytes, parts: 5) }
    if file.bytes.count > 7, !file.message.contains("whole header") {
      #expect(error?.description == file.message)
    }
  }

  @Test func refusesAFileCutOffAnywhere() {
    let bytes = WeightFile.safetensors(SafetensorsTests.tensors)
    for count in bytes.indices {
      var scanner = SafetensorsScanner(path: "w", size: bytes.count)
      #expect(throws: WeightFileError.self, "\(count)") {
        scanner.append(Array(bytes.prefix(count)))
        while try scanner.next() != nil {}
        try scanner.finish()
      }
    }
  }

  @Test func refusesAHeaderThatIsTooLong() {
    let size = SafetensorsScanner.mostHeaderBytes + 8
    var scanner = SafetensorsScanner(path: "w", size: size + 16)
    scanner.append([8, 0, 0x40, 0, 0, 0, 0, 0])
    let error = #expect(throws: WeightFileError.self) { try scanner.next() }
    #expect(error?.description.contains("at most 4194304") == true)
  }

  @Test(arguments: [
    (ElementType.float64, [0, 0, 0, 0, 0, 0, 0xF8, 0xBF], -1.5),
    (.float32, [0, 0, 0xC0, 0x3F], 1.5), (.float16, [0, 0x3E], 1.5), (.float16, [0, 0xBE], -1.5),
    (.float16, [1, 0], 0x1p-24), (.float16, [0xFF, 0x83], -1023 * 0x1p-24),
    (.float16, [0, 0x80], -0.0), (.float16, [0xFF, 0x7B], 65504),
    (.float16, [0, 0xFC], -.infinity),
    (.bfloat16, [0xC0, 0x3F], 1.5), (.int64, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], -1),
    (.int32, [0xFE, 0xFF, 0xFF, 0xFF], -2), (.int16, [0, 0x80], -32768), (.int8, [0x80], -128),
    (.uint64, [0, 0, 0, 0, 0, 0, 0, 0x80], 0x1p63),
    (.uint32, [0xFF, 0xFF, 0xFF, 0xFF], 4_294_967_295),
    (.uint16, [1, 1], 257), (.uint8, [255], 255), (.boolean, [1], 1),
  ])
  func readsEveryType(_ type: ElementType, _ bytes: [UInt8], _ value: Double) {
    #expect(type.values(bytes[...]) == [value])
    #expect(type.width == bytes.count)
    #expect(type.values((bytes + [7])[...]).count == (type.width == 1 ? 2 : 1))
  }

  @Test func halfOfNoNumberIsNoNumber() {
    #expect(ElementType.float16.values([1, 0x7C])[0].isNaN)
  }
}
