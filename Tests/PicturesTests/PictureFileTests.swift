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

  @Test func readsWhatOtherProgramsWrite() throws {
    let color = try PictureFile.picture(of: SamplePictures.progressiveJPEG, path: "a")
    let png = try PictureFile.picture(of: SamplePictures.transparentPNG, path: "b")
    let grey = try PictureFile.picture(of: SamplePictures.greyJPEG, path: "c")
    #expect((png.height, png.width, png.channels) == (8, 8, 3))
    #expect(Array(png.values[(7 * 8 + 2) * 3..<(7 * 8 + 3) * 3]) == [64, 224, 128])
    #expect((color.height, color.width, color.channels) == (8, 8, 3))
    // Written at a low quality.
    #expect(zip(color.values, png.values).allSatisfy { abs(Int($0) - Int($1)) < 70 })
    #expect((grey.height, grey.width, grey.channels) == (8, 8, 1))
    #expect(grey.values[63] > grey.values[0] + 100)
  }

  @Test func refusesMorePixelsThanItTakesBeforeTakingMemory() throws {
    var bytes = SamplePictures.greyJPEG
    let frame = try #require((0..<bytes.count).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 })
    bytes.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0x00, 0xFF, 0x00])
    let error = #expect(throws: PictureError.self) { try PictureFile.picture(of: bytes, path: "a") }
    #expect(error?.description.hasPrefix("a: 65280×65280 pixels; at most 67108864; ") == true)
  }

  @Test func averagesTheMiddle() {
    let wide = NetpbmImage(height: 2, width: 4, channels: 1, values: [9, 0, 4, 9, 9, 8, 4, 9])
    #expect(wide.fitted(height: 1, width: 1, channels: 3).values == [4, 4, 4])
    #expect(picture.fitted(height: 2, width: 3, channels: 3) == picture)
  }
}
