import Datasets
import Foundation
import Pictures
import RunStore
import TestSupport
import Testing
import Workbench

/// `convoy predict` on files, as its users have them.
struct PredictTests {
  private static let experiment = """
    name: tiny
    dataset: {name: shapes, train: 60, test: 20, validation: 0.1}
    model: [conv: {depth: 8, kernel: 3}, max_pool: 4, flatten, dense: 10]
    training: {epochs: 2, batch: 16, optimizer: {adam: {learning_rate: 0.01}}, seed: 1}
    """

  /// Gives `body` a program whose newest run is a trained network.
  private func withNetwork(_ body: (Program) throws -> Void) throws {
    try withProgram { convoy in
      try Self.experiment.write(
        toFile: convoy.folder + "/tiny.yaml", atomically: true, encoding: .utf8)
      try #expect(convoy("run", "tiny.yaml", "--quiet").status == 0)
      try body(convoy)
    }
  }

  private func write(_ bytes: [UInt8], _ name: String, _ convoy: Program) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: convoy.folder + "/" + name))
  }

  @Test func tellsOfFilesWhatAnEvaluationTellsOfTheirPictures() throws {
    try withNetwork { convoy in
      let store = try RunStore(path: convoy.folder + "/convoy.sqlite", access: .readOnly)
      let details = try RunEvaluation(
        of: store.resolve("@last"), checkpoint: .last, split: .test,
        data: DataLocation(explicit: convoy.folder)
      ).details(from: store)
      for verdict in details.verdicts.prefix(3) {
        let picture = try #require(details.picture(of: verdict))
        let large = picture.fitted(height: 64, width: 64, channels: 3)
        for (name, bytes) in [
          ("a.png", try PictureFile.png(picture)), ("a.ppm", picture.fileBytes),
          ("b.png", try PictureFile.png(large)),
        ] {
          try write(bytes, name, convoy)
          let result = try convoy("predict", "@last", name, "--json")
          #expect(result.status == 0, "\(result.errors)")
          let found = try #require(
            try JSONDecoder().decode([Prediction].self, from: Data(result.output.utf8)).first)
          #expect(found.image == name)
          #expect(found.classes.count == 3)
          let best = found.classes[0]
          #expect(best.label == details.report.classNames[verdict.predicted])
          #expect(best.probability == verdict.probability)
        }
      }
    }
  }

  @Test func readsFilesOfAnySizeAndKind() throws {
    try withNetwork { convoy in
      try write(SamplePictures.progressiveJPEG, "photo.JPG", convoy)
      try write(SamplePictures.greyJPEG, "grey.jpeg", convoy)
      try write(SamplePictures.transparentPNG, "noext", convoy)
      try write(
        Array("P2 300 1 9\n".utf8) + Array(repeating: "5 ", count: 300).joined().utf8, "w.pgm",
        convoy)
      let names = ["photo.JPG", "grey.jpeg", "noext", "w.pgm"]
      let result = try convoy.run(["predict", "@last"] + names + ["--top", "10", "--json"])
      #expect(result.status == 0, "\(result.errors)")
      let found = try JSONDecoder().decode([Prediction].self, from: Data(result.output.utf8))
      #expect(found.map(\.image) == names)
      for prediction in found {
        #expect(abs(prediction.classes.map(\.probability).reduce(0, +) - 1) < 1e-5)
        #expect(Set(prediction.classes.map(\.label)).count == 10)
        let order = prediction.classes.map(\.probability)
        #expect(order == order.sorted(by: >))
      }
      let table = try convoy("predict", "@last", "photo.JPG", "--top", "1")
      let lines = table.output.split(separator: "\n")
      #expect(lines.count == 2)
      #expect(lines[0].hasPrefix("image      class"))
      #expect(lines[1].hasPrefix("photo.JPG  "))
      #expect(lines[1].hasSuffix(" %"))
    }
  }

  @Test(arguments: [
    (["@last", "none.png"], 66, "none.png: no such file; "),
    (["@last", "text.png"], 65, "text.png: neither PNG, JPEG, PPM nor PGM; "),
    (["@last", "cut.png"], 65, "cut.png: "), (["@last", "."], 65, ".: is a directory; "),
    (["@last", "--top", "0", "text.png"], 64, "--top: 0; 1 or more is accepted"),
    (["nobody", "text.png"], 66, "run \"nobody\": no such run; "),
    (["@last"], 64, "predict: missing expected argument "),
  ])
  func saysWhatIsWrong(arguments: [String], status: Int32, line: String) throws {
    try withNetwork { convoy in
      try write(Array("no picture".utf8), "text.png", convoy)
      try write(Array(SamplePictures.transparentPNG.prefix(60)), "cut.png", convoy)
      let result = try convoy.run(["predict"] + arguments)
      #expect(result.status == status)
      #expect(result.errors.hasPrefix("convoy: " + line), "\(result.errors)")
      #expect(result.output == "")
    }
  }
}
