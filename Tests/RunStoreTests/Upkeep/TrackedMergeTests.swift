import Testing

@testable import RunStore

struct TrackedMergeTests {
  /// What clients logged comes along whole: the times of values, values set aside, artifacts, and the
  /// experiment with its tags.
  @Test func takesOverWhatClientsLogged() throws {
    let (mine, other) = (try TestStore(), try TestStore())
    let time = Timestamp(start)
    let experiment = try #require(
      try other.store.createExperiment(
        named: "theirs", artifactLocation: "/data", tags: [NamedText("team", "a")], at: time))
    let run = try other.store.createTrackedRun(
      NewTrackedRun(experiment: experiment, name: "r", user: "ada", startedAt: time))
    let points = [(-1, 5), (0, 6), (0, 7), (3, 1)].map { step, value in
      LoggedMetric(
        name: "loss", value: Double(value),
        at: Timestamp(milliseconds: time.milliseconds + Int64(value)), step: Int64(step))
    }
    try other.store.log(run.id, metrics: points)
    let upload = try other.store.beginArtifact("a/b.txt", of: run.id, at: time)
    try other.store.append(Array("first".utf8), to: upload)
    try other.store.append(Array("second".utf8), to: upload)
    try other.store.finishArtifact(upload)

    // A row here already, so that no number is the same there and here.
    _ = try mine.store.createExperiment(named: "mine", at: time)
    let report = try mine.store.merge(other.path)
    #expect(report.taken.map(\.name) == ["r"])
    let (here, there) = try (mine.store.trackedRun(run.id), other.store.trackedRun(run.id))
    #expect(here.experiment != there.experiment)
    #expect(here.metrics == there.metrics && here.user == "ada")
    for store in [mine.store, other.store] {
      let history = try store.loggedHistory(of: run.id, metric: "loss", limit: 9, offset: 0)
      #expect(history == points.sorted { $0.at < $1.at })
      let file = try store.artifact("a/b.txt", of: run.id)
      #expect(file.bytes == 11 && file.parts == 2)
      #expect(try store.artifactPart(1, of: file) == Array("second".utf8))
    }
    let merged = try mine.store.experiment(here.experiment)
    #expect(merged.name == "theirs" && merged.artifactLocation == "/data")
    #expect(merged.tags == [NamedText("team", "a")])
    #expect(try mine.store.check() == [])
    #expect(try mine.store.merge(other.path).differing.isEmpty)
  }
}
