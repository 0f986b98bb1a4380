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
