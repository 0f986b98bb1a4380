import ConvEngine
import Datasets
import Foundation
import Testing
import Workbench

struct ConvolveTests {
  private let picture = NetpbmImage(
    height: 2, width: 3, channels: 3,
    values: [10, 20, 30, 40, 50, 60, 70, 80, 90, 15, 25, 35, 45, 55, 65, 75, 85, 255])

  private func apply(_ kernel: String) throws -> NetpbmImage {
    try PictureKernel(parsing: kernel).applied(
      to: picture, stride: Extent(1), padding: .same, execution: ExecutionOptions(threads: 1))
  }

  @Test func replacesAFileOnlyByAWholeOne() throws {
    try withProgram { convoy in
      let (old, new) = (convoy.folder + "/old.ppm", convoy.folder + "/a.ppm")
      try Data(picture.fileBytes).write(to: URL(fileURLWithPath: old))
      // Another name of the same file: it would see bytes written into it.
      try FileManager.default.linkItem(atPath: old, toPath: new)
      try #expect(convoy("convolve", "a.ppm", "--kernel", "outline", "-o", "a.ppm").status == 0)
      #expect(try NetpbmImage(contentsOf: old) == picture)
      #expect(try NetpbmImage(contentsOf: new) == apply("outline"))
      let failed = try convoy("convolve", "a.ppm", "--kernel", "outline", "-o", "no/a.ppm")
      #expect(failed.status == 1)
      #expect(failed.errors.hasPrefix("convoy: no/a.ppm: cannot be written: "))
    }
  }

  @Test func writesToTheStandardOutput() throws {
    try withProgram { convoy in
      let picture = "P2 2 1 9\n1 2\n"
      try picture.write(toFile: convoy.folder + "/a.pgm", atomically: true, encoding: .ascii)
      let result = try convoy("convolve", "a.pgm", "--kernel", "-1 0 1", "-o", "-")
      #expect(result.errors == "")
      #expect(result.output.hasPrefix("P5\n2 1\n255\n"))
    }
  }

  @Test(arguments: [
    (["--stride", "0"], 64, "--stride: stride 0; "),
    (["--padding", "100000000"], 64, "--padding: padding "),
    (["--padding", "100000"], 64, "--padding: needs "),
    (["--padding", "0", "--stride", "1"], 64, "--kernel: kernel 3×3 exceeds "),
    (["--padding", "-1"], 64, "convolve: the value '-1' is invalid for '--padding <p>'"),
  ])
  func namesTheOptionThatDoesNotFit(options: [String], status: Int32, line: String) throws {
    try withProgram { convoy in
      let file = convoy.folder + "/a.pgm"
      try "P2 2 1 9\n1 2\n".write(toFile: file, atomically: true, encoding: .ascii)
      let result = try convoy.run(
        ["convolve", "a.pgm", "--kernel", "outline", "-o", "b.pgm"] + options)
      #expect(result.status == status)
      #expect(result.errors.hasPrefix("convoy: " + line), "\(result.errors)")
    }
  }

  @Test func convolvesAFile() throws {
    try withProgram { convoy in
      try Data(picture.fileBytes).write(to: URL(fileURLWithPath: convoy.folder + "/a.ppm"))
      let result = try convoy("convolve", "a.ppm", "--kernel", "outline", "-o", "b.ppm")
      #expect(result.status == 0, "\(result.errors)")
      #expect(try NetpbmImage(contentsOf: convoy.folder + "/b.ppm") == apply("outline"))
      #expect(
        try convoy.run(["convolve", "nix.ppm", "--kernel", "outline", "-o", "b.ppm"]).status == 66)
      #expect(
        try convoy.run(["convolve", "a.ppm", "--kernel", "outlin", "-o", "b.ppm"]).status == 64)
    }
  }
}
