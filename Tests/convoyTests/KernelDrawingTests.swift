import ConvEngine
import Datasets
import Foundation
import Testing
import Workbench

@testable import convoy

struct KernelDrawingTests {
  private let kernels = KernelPictures(
    firstIn: [
      NamedTensor(
        name: "conv_1.kernel", shape: [3, 2, 1, 3],
        values: (0..<18).map { Float($0 - 9) })
    ])

  @Test func drawsNumbersWithoutColours() throws {
    let kernels = try #require(kernels)
    #expect(
      kernels.lines(width: 40, depth: nil) == [
        "3 kernels of 3×2×1 in conv_1.kernel: 9 is each one's largest weight",
        "",
        " -9 -6    -9 -6    -8 -4",
        " -3  0    -2  1    -1  2",
        "  3  6     4  8     6  9",
      ])
  }

  @Test func drawsTwoPixelsToACharacter() throws {
    let grey = { (value: UInt8) in
      NetpbmImage(height: 1, width: 1, channels: 1, values: [value])
    }
    var canvas = PixelCanvas(width: 5)
    canvas.draw(grey(0), x: 0, y: 0, scale: 1)
    canvas.draw(grey(255), x: 0, y: 1, scale: 1)
    canvas.draw(grey(128), x: 2, y: 1, scale: 1)
    canvas.draw(grey(9), x: 4, y: 2, scale: 3)
    #expect(
      canvas.lines(.full).map { $0.replacing("\u{1B}", with: "^") } == [
        "^[0;38;2;0;0;0;48;2;255;255;255m▀^[0m ^[0;38;2;128;128;128m▄^[0m",
        "    ^[0;38;2;9;9;9;48;2;9;9;9m▀^[0m",
        "    ^[0;38;2;9;9;9m▀^[0m",
      ])
  }

  @Test(arguments: [
    ((0, 0, 0), 16), ((255, 255, 255), 231), ((255, 0, 0), 196), ((128, 128, 128), 244),
    ((8, 8, 8), 232), ((95, 135, 175), 67), ((250, 250, 250), 231),
  ])
  func findsTheNearestOf256Colours(color: (UInt8, UInt8, UInt8), number: Int) {
    #expect(PixelColor(red: color.0, green: color.1, blue: color.2).indexed == number)
  }

  @Test func writesThePictureOfARun() throws {
    try withProgram { convoy in
      let experiment = """
        name: tiny
        dataset: {name: shapes, train: 20, test: 10, validation: 0.1}
        model: [conv: {depth: 8, kernel: 3}, max_pool: 4, flatten, dense: 10]
        training: {epochs: 1, batch: 8, optimizer: {adam: {learning_rate: 0.01}}, seed: 1}
        """
      try experiment.write(
        toFile: convoy.folder + "/tiny.yaml", atomically: true, encoding: .utf8)
      try #expect(convoy("run", "tiny.yaml", "--quiet").status == 0)
      let shown = try convoy("weights", "show", "@last")
      #expect(shown.output.contains("\nconv_1.kernel   3×3×3×8"), "\(shown.output)")
      #expect(shown.output.contains("8 kernels of 3×3×3 in conv_1.kernel: 9 is each one's"))
      try #expect(convoy("weights", "show", "@last", "-o", "a.png").errors == "")
      let png = try #require(FileManager.default.contents(atPath: convoy.folder + "/a.png"))
      #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      let wrong = try convoy("weights", "show", "@last", "-o", "a.gif")
      #expect(wrong.status == 64)
      #expect(wrong.errors.hasPrefix("convoy: --output: \"a.gif\"; a name that ends in .png or "))
    }
  }

  @Test func saysThatThereIsNoConvolution() throws {
    try withSampleRuns { convoy in
      let result = try convoy("weights", "show", "cnn-1", "-o", "a.png")
      #expect(result.status == 1)
      #expect(result.errors.hasPrefix("convoy: cnn-1: no convolution over images; "))
    }
  }
}
