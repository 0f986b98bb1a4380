import Testing

/// Files and texts from anybody: each reader gets changed ones in a process of its own and must neither
/// crash, nor take a second, nor allocate more than ten times the input.
@Suite(.serialized) struct FuzzTests {
  @Test func experimentFiles() async {
    await expectSurvival(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        FuzzRun.experiments().run()
      })
  }

  @Test func sweepFiles() async {
    await expectSurvival(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        FuzzRun.sweeps().run()
      })
  }

  @Test func filterExpressions() async {
    await expectSurvival(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        try FuzzRun.filters().run()
      })
  }

  @Test func safetensorsFiles() async {
    await expectSurvival(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        FuzzRun.safetensors().run()
      })
  }

  @Test func npzFiles() async {
    await expectSurvival(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        try FuzzRun.npz().run()
      })
  }

  @Test func cifarFiles() async {
    await expectSurvival(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        try FuzzRun.cifar().run()
      })
  }

  @Test func netpbmPictures() async {
    await expectSurvival(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        FuzzRun.netpbm().run()
      })
  }

  @Test func pngAndJPEGPictures() async {
    await expectSurvival(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        try FuzzRun.pictures().run()
      })
  }

  @Test func csvImports() async {
    await expectSurvival(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        try FuzzRun.csv().run()
      })
  }

  @Test func jsonLinesImports() async {
    await expectSurvival(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        try FuzzRun.jsonLines().run()
      })
  }

  @Test func tensorBoardEvents() async {
    await expectSurvival(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        FuzzRun.events().run()
      })
  }

  @Test func storeFiles() async {
    await expectSurvival(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        try FuzzRun.storeFiles().run()
      })
  }

  @Test func mlflowDatabases() async {
    await expectSurvival(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        try FuzzRun.mlflowFiles().run()
      })
  }

  /// The child's last words say how it went.
  private func expectSurvival(_ result: ExitTest.Result?) async {
    let words = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    let last = words.split(separator: "\n").last ?? ""
    #expect(last.hasSuffix(" cases"), "\(words.suffix(2000))")
  }
}
