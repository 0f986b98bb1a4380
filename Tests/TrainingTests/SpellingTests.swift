import Testing

@testable import Training

@Suite struct SpellingTests {
  @Test(
    arguments: [
      ("lst", "list"), ("val_acuracy", "val_accuracy"), ("shwo", "show"), ("xyz", nil),
    ] as [(String, String?)])
  func findsTheNearestName(word: String, expected: String?) {
    #expect(Spelling(["list", "show", "val_accuracy", "val_loss"]).nearest(to: word) == expected)
  }
}
