import Foundation
import Testing

/// The folder of these tests' sources.
let sourceFolder = (#filePath as NSString).deletingLastPathComponent

/// Compares `text` with a recorded file beside the tests. With CONVOY_RECORD=1 the file is written
/// anew and the test fails, so that a recording is never taken for a pass.
func expectRecorded(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let path = sourceFolder + "/" + name
  if ProcessInfo.processInfo.environment["CONVOY_RECORD"] == "1" {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    Issue.record(
      "recorded \(name); run again without CONVOY_RECORD", sourceLocation: sourceLocation)
    return
  }
  let recorded = try? String(contentsOfFile: path, encoding: .utf8)
  #expect(
    text == recorded, "differs from \(name); CONVOY_RECORD=1 records it anew",
    sourceLocation: sourceLocation)
}
