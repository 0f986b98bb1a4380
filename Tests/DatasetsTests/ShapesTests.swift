import Testing

@testable import Datasets

struct ShapesTests {
  private func make(_ train: Int, _ test: Int, _ seed: UInt64) throws -> ImageDataset {
    try loadDataset(
      .shapes(train: train, test: test, seed: seed), directory: DataLocation(explicit: "/nowhere"))
  }

  /// A run recorded on one machine must find the same bytes on every other.
  @Test func theSameSeedGivesTheSameBytesEverywhere() throws {
    #expect(
      try make(200, 50, 1).fingerprint
        == "7ed986a84f0f12f7cba84ff2112da3bf440a665117d763e113d176b531486ab4")
  }

  @Test func anotherSeedGivesOtherPictures() throws {
    #expect(try make(20, 10, 1).train.pixels != make(20, 10, 2).train.pixels)
  }

  @Test func aLargerSetBeginsWithTheSmallerOne() throws {
    let (small, large) = (try make(7, 3, 5), try make(131, 11, 5))
    #expect(large.train.pixels.prefix(7 * 3072).elementsEqual(small.train.pixels))
    #expect(large.test?.pixels.prefix(3 * 3072).elementsEqual(small.test?.pixels ?? []) == true)
  }

  @Test func testPicturesAreNotTrainingPictures() throws {
    let set = try make(40, 40, 1)
    let test = try #require(set.test)
    for image in 0..<40 {
      let bytes = image * 3072..<(image + 1) * 3072
      #expect(set.train.pixels[bytes] != test.pixels[bytes])
    }
  }

  @Test func theClassesTakeTurns() throws {
    let set = try make(23, 0, 1)
    #expect(set.classNames.count == 10)
    #expect(set.train.countsPerClass(10) == [3, 3, 3, 2, 2, 2, 2, 2, 2, 2])
    #expect(set.test == nil)
  }

  @Test func everyPictureShowsItsShapeInBothContrasts() throws {
    let set = try make(200, 0, 3)
    // The mean of the four corners against that of all pixels: the sign must occur both ways.
    var brighter = 0
    for image in 0..<200 {
      let pixels = set.train.pixels[image * 3072..<(image + 1) * 3072].map(Int.init)
      let corners = [0, 93, 2976, 3069].reduce(0) { $0 + pixels[$1] } / 4
      let mean = pixels.reduce(0, +) / pixels.count
      #expect(pixels.contains { abs($0 - corners) > 40 })
      if mean > corners { brighter += 1 }
    }
    #expect((60...140).contains(brighter))
  }

  @Test(arguments: [
    (0, 5, "dataset.train: 0 pictures; accepted: 1 to 1048576"),
    (-1, 5, "dataset.train: -1 pictures; accepted: 1 to 1048576"),
    (Int.max, 5, "dataset.train: 9223372036854775807 pictures; accepted: 1 to 1048576"),
    (5, -1, "dataset.test: -1 pictures; accepted: 0 to 1048576"),
  ])
  func refusesImpossibleSizes(train: Int, test: Int, message: String) {
    let error = #expect(throws: DatasetError.self) { try make(train, test, 1) }
    #expect(error?.description == message)
  }
}

struct SplitTests {
  /// Expected values from Keras 3's `train_validation_split`: int(floor(n * (1 - split))).
  @Test(arguments: [
    (50_000, 0.1, 45_000), (50_000, 0.2, 40_000), (10, 0.25, 7), (7, 0.5, 3), (3, 0.1, 2),
    (1, 0.1, 0), (10, 0, 10), (100, 0.9, 9),
  ])
  func cutsTheLastPartOffAsKerasDoes(count: Int, validation: Double, kept: Int) {
    let set = ImageSet(
      height: 1, width: 1, channels: 1, pixels: [UInt8](repeating: 0, count: count),
      labels: [UInt8](repeating: 0, count: count))
    let data = ImageDataset(name: "x", classNames: ["a"], train: set, test: nil, fingerprint: "")
    let parts = data.split(validation: validation)
    #expect(parts.train == 0..<kept)
    #expect(parts.validation == kept..<count)
  }
}
