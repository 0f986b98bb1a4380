import Datasets
import Pictures
import TestSupport
import Testing

struct PictureFileTests {
  private let picture = NetpbmImage(
    height: 2, width: 3, channels: 3, values: (0..<18).map { UInt8($0 * 14) })

  @Test func readsThePNGItWrites() throws {
    let folder = try TemporaryFolder()
    let bytes = try PictureFile.png(picture)
    #expect(try PictureFile.read(folder.write(bytes, to: "a.png")) == picture)
    let grey = NetpbmImage(height: 1, width: 2, channels: 1, values: [7, 200])
    #expect(try PictureFile.read(folder.write(PictureFile.png(grey), to: "b.png")) == grey)
  }

  @Test func refusesEveryBeginningOfAFile() throws {
    let folder = try TemporaryFolder()
    let bytes = try PictureFile.png(picture)
    for count in 4..<bytes.count - 16 {
      let path = try folder.write(Array(bytes.prefix(count)), to: "a.png")
      #expect(throws: PictureError.self) { try PictureFile.read(path) }
    }
    let jpeg = try folder.write([0xFF, 0xD8, 0xFF, 0xE0, 0, 16], to: "a.jpg")
    #expect(throws: PictureError.self) { try PictureFile.read(jpeg) }
    let text = try folder.write("hello", to: "a.txt")
    #expect(throws: PictureError.unknownFormat(path: text)) { try PictureFile.read(text) }
  }

  @Test func averagesTheMiddle() {
    let wide = NetpbmImage(height: 2, width: 4, channels: 1, values: [9, 0, 4, 9, 9, 8, 4, 9])
    #expect(wide.fitted(height: 1, width: 1, channels: 3).values == [4, 4, 4])
    #expect(picture.fitted(height: 2, width: 3, channels: 3) == picture)
  }
}
