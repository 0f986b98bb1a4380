import Files
import TestSupport
import Testing

struct InputFileTests {
  @Test func readsAWholeFileOrItsBeginning() throws {
    let folder = try TemporaryFolder()
    let text = String(repeating: "abcdefghij", count: 20_000)
    let path = try folder.write(text, to: "file")
    #expect(try InputFile(path).size == 200_000)
    #expect(try InputFile(path).readAll() == Array(text.utf8))
    for limit in [0, 1, 65_537, 199_999, 200_000, 200_001] {
      #expect(try InputFile(path).readAll(atMost: limit) == Array(text.utf8.prefix(limit)))
    }
    let empty = try folder.write("", to: "empty")
    #expect(try InputFile(empty).readAll() == [])
  }

  /// Such files say they are empty.
  @Test func readsTheSystemsFiles() throws {
    let file = try InputFile("/proc/self/status")
    #expect(file.size == 0)
    let text = String(decoding: try file.readAll(), as: UTF8.self)
    #expect(text.hasPrefix("Name:"))
  }

  @Test func tellsAMissingFileFromOneThatIsNone() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("", to: "file")
    for (path, reason, isMissing) in [
      (folder.path("none"), "No such file or directory", true),
      (file + "/below", "Not a directory", true), (folder.path, "is a directory", false),
      ("/dev/zero", "is not a regular file", false),
    ] {
      let failure = #expect(throws: FileFailure.self) { _ = try InputFile(path).size }
      #expect(failure?.reason == reason)
      #expect(failure?.isMissing == isMissing)
    }
  }
}
