import Foundation
import Testing

@testable import Datasets

struct NetpbmImageTests {
  private func read(_ text: String) throws -> NetpbmImage {
    try NetpbmImage(bytes: Array(text.utf8), path: "x.ppm")
  }

  @Test func readsTextWithComments() throws {
    let grey = try read("P2 # a comment\n# another\n 3\t2#here too\n255\n0 1 2\n253 254 255")
    #expect(
      grey == NetpbmImage(height: 2, width: 3, channels: 1, values: [0, 1, 2, 253, 254, 255]))
    let colour = try read("P3\n1 2\n15\n15 0 7 # last\n8 1 14\n")
    #expect(
      colour == NetpbmImage(height: 2, width: 1, channels: 3, values: [255, 0, 119, 136, 17, 238]))
  }

  @Test func readsBinaryOfOneAndTwoBytes() throws {
    let grey = try NetpbmImage(bytes: Array("P5 2 1 255\n".utf8) + [10, 32], path: "x")
    #expect(grey.values == [10, 32])
    let deep = try NetpbmImage(
      bytes: Array("P6\n1 1\n65535\n".utf8) + [0xff, 0xff, 0x80, 0x00, 0, 0], path: "x")
    #expect(deep.values == [255, 128, 0])
    let two = try NetpbmImage(bytes: Array("P5 3 1 1\n".utf8) + [0, 1, 1], path: "x")
    #expect(two.values == [0, 255, 255])
  }

  @Test(arguments: [1, 3])
  func readsWhatItWrites(channels: Int) throws {
    let values = (0..<5 * 7 * channels).map { UInt8(($0 * 37) & 255) }
    let picture = NetpbmImage(height: 5, width: 7, channels: channels, values: values)
    #expect(try NetpbmImage(bytes: picture.fileBytes, path: "x.ppm") == picture)
  }

  @Test(arguments: [
    "P6 2 2 255\n" + String(repeating: "x", count: 12), "P5 3 1 65535\nabcdef", "P2 2 1 9\n3 4",
    "P3\n#c\n1 1 255 10 20 30",
  ])
  func refusesEveryBeginningOfAFile(text: String) throws {
    let bytes = Array(text.utf8)
    _ = try NetpbmImage(bytes: bytes, path: "x")
    // The last number of a text file may lose a digit and still be one.
    let shortest = text.hasSuffix("30") ? bytes.count - 1 : bytes.count
    for length in 0..<shortest {
      #expect(throws: NetpbmError.self, "\(length) bytes of \(text)") {
        try NetpbmImage(bytes: Array(bytes[..<length]), path: "x")
      }
    }
  }

  @Test(arguments: [
    ("", "begins with nothing; accepted: P2, P5 (PGM), P3 or P6 (PPM)"),
    ("P4 1 1 x", "begins with \"P4\"; accepted: P2, P5 (PGM), P3 or P6 (PPM)"),
    ("P6 0 1 255\n", "width at offset 3 is \"0\"; accepted: 1 to 268435456"),
    ("P6 -3 1 255\n", "width at offset 3 is \"-3\"; accepted: 1 to 268435456"),
    (
      "P6 99999999999999999999 1", "width at offset 3 is \"999999999999\"; accepted: 1 to 268435456"
    ),
    ("P5 100000 100000 255\n", "height at offset 10 is \"100000\"; accepted: 1 to 2684"),
    ("P6 200000000 2 255\n", "height at offset 13 is \"2\"; accepted: 1 to 1"),
    ("P5 1 1 65536\n1", "maximum at offset 7 is \"65536\"; accepted: 1 to 65535"),
    ("P5 1 1 0\n1", "maximum at offset 7 is \"0\"; accepted: 1 to 65535"),
    (
      "P5 9 9 255\nabc",
      "ends at offset 14 after 3 of 81 samples; accepted: as many as the header announces"
    ),
    ("P2 1 1 9 10", "sample 0 at offset 9 is \"10\"; accepted: 0 to 9"),
    ("P2 1 1 9 x1", "sample 0 at offset 9 is \"x1\"; accepted: 0 to 9"),
    ("P5 1 1 9\nz", "sample 0 at offset 9 is 122; accepted: 0 to 9"),
  ])
  func saysWhereAFileIsWrong(text: String, message: String) {
    let error = #expect(throws: NetpbmError.self) { try read(text) }
    #expect(error?.description == "x.ppm: " + message)
  }

  @Test func namesAFileThatIsNotThere() throws {
    let scratch = try ScratchSet()
    let missing = scratch.path + "/no.ppm"
    #expect(throws: NetpbmError.missing(path: missing)) { try NetpbmImage(contentsOf: missing) }
    #expect(throws: NetpbmError.unreadable(path: scratch.path, reason: "is a directory")) {
      try NetpbmImage(contentsOf: scratch.path)
    }
  }
}
