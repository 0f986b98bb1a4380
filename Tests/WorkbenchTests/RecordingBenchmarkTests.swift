import RunStore
import TestSupport
import Testing

@testable import Workbench

@Test func recordsEpochsAsItMeasuresThem() throws {
  let folder = try TemporaryFolder()
  let laboratory = try Laboratory()
  let measured = try RecordingBenchmark(
    folder: folder.path, parameters: 2000,
    environment: RunEnvironment(execution: laboratory.options().execution, git: nil), epochs: 5,
    checkpoints: 2)
  #expect(measured.checkpointBytes == 3 * 4 * 2000)
  #expect(measured.epochMilliseconds.median > 0)
  #expect(measured.epochMilliseconds.p99 >= measured.epochMilliseconds.median)
  let store = try RunStore(path: folder.path("recording.sqlite"), access: .readOnly)
  let run = try #require(try store.runs().first)
  #expect(run.status == .finished)
  #expect(run.metrics.count == RecordingBenchmark.metrics)
  #expect(run.metrics["metric_0"]?.count == 10 + 5 + 2)
  #expect(run.checkpoints.map(\.epoch).max() == 17)
}
