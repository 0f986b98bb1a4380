import ConvEngine
import RunStore
import Testing

@testable import Workbench

@Suite struct TensorStatisticsTests {
  @Test func countsFiltersOfHardlyAnyWeight() {
    // Norms of 5, 0.011 and 1.
    let tensor = NamedTensor(
      name: "dense_1.kernel", shape: [2, 3], values: [3, 0.011, -1, 4, 0, 0])
    let statistics = TensorStatistics(tensor)
    #expect(statistics.filters == 3)
    #expect(statistics.deadFilters == 0)
    #expect(abs(statistics.norm - (26.000121).squareRoot()) < 1e-6)
    #expect(statistics.min == -1)
    #expect(statistics.max == 4)
    #expect(abs((statistics.mean ?? 0) - 6.011 / 6) < 1e-6)
    var values = tensor.values
    values[1] = 0.009
    let other = TensorStatistics(NamedTensor(name: "a", shape: [2, 3], values: values))
    #expect(other.deadFilters == 1)
    #expect(other.deadShare == 1.0 / 3)
  }

  @Test(arguments: [
    ([Float](), 0, 0), ([.nan, .infinity], 2, 0), ([0, 0], 0, 0), ([.nan, 2], 1, 2),
  ])
  func leavesOutWhatIsNotFinite(values: [Float], nonFinite: Int, norm: Double) {
    let statistics = TensorStatistics(
      NamedTensor(name: "bias", shape: [values.count], values: values))
    #expect(statistics.count == values.count)
    #expect(statistics.nonFinite == nonFinite)
    #expect(statistics.norm == norm)
    #expect((statistics.mean == nil) == (nonFinite == values.count))
    #expect(statistics.filters == nil)
  }

  @Test func callsFiltersOfNoWeightDead() {
    let zeros = NamedTensor(
      name: "a", shape: [3, 3, 2, 4], values: [Float](repeating: 0, count: 72))
    #expect(TensorStatistics(zeros).deadFilters == 4)
    let empty = NamedTensor(name: "a", shape: [2, 0], values: [])
    #expect(TensorStatistics(empty).deadShare == nil)
  }

  @Test func drawsTheKernelsOfTheFirstConvolution() throws {
    // [1, 2, 3, 2]: the second kernel is far smaller than the first.
    let values: [Float] = [1, 0.001, -1, 0, 0, 0, 0.5, 0, .nan, 0, -0.5, -0.001]
    let bias = NamedTensor(name: "conv_1.bias", shape: [2], values: [1, 2])
    let kernel = NamedTensor(name: "conv_1.kernel", shape: [1, 2, 3, 2], values: values)
    let pictures = try #require(KernelPictures(firstIn: [bias, kernel]))
    #expect(pictures.tensor == "conv_1.kernel")
    #expect(
      pictures.pictures.map(\.values) == [
        [255, 0, 128, 191, 128, 64], [130, 128, 128, 128, 128, 125],
      ])
    #expect(pictures.pictures[0].width == 2)
    let sheet = pictures.sheet
    #expect((sheet.height, sheet.width, sheet.channels) == (32, 88, 3))
    #expect(sheet.values[(8 * 88 + 8) * 3..<(8 * 88 + 8) * 3 + 3] == [255, 0, 128])
    #expect(sheet.values[0] == 255)
  }

  @Test func drawsNothingOfNetworksWithoutConvolutionOverImages() {
    let dense = NamedTensor(name: "a", shape: [2, 2], values: [1, 2, 3, 4])
    #expect(KernelPictures(firstIn: [dense]) == nil)
    let wide = NamedTensor(name: "b", shape: [1, 1, 2, 2], values: [1, 2, 3, 4])
    #expect(KernelPictures(firstIn: [dense, wide]) == nil)
  }

  @Test(arguments: [(1, 1), (2, 2), (7, 4), (32, 8), (48, 8), (64, 8), (512, 32)])
  func fillsASheet(count: Int, columns: Int) {
    #expect(KernelPictures.columns(for: count) == columns)
    #expect(KernelPictures.columns(for: count, atMost: 1) == 1)
  }

  @Test func readsACheckpoint() throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run("training.epochs=1")
    let report = try WeightsReport(of: run.id, .last, from: laboratory.store)
    #expect(report.epoch == 1)
    #expect(report.runName == run.name)
    #expect(
      report.tensors.map(\.name) == [
        "conv_1.kernel", "conv_1.bias", "dense_1.kernel", "dense_1.bias",
      ])
    #expect(report.tensors.map(\.filters) == [4, nil, 10, nil])
    #expect(report.kernels?.pictures.count == 4)
  }

  /// Stores a file of a run part by part, as the server does, and reports on it.
  private func report(
    _ bytes: [UInt8], parts size: Int = 1000, archiveLimit: Int = 1 << 20
  ) throws -> WeightsReport {
    let laboratory = try Laboratory()
    let run = try laboratory.run("training.epochs=1").id
    let upload = try laboratory.store.beginArtifact("w", of: run, at: Timestamp(milliseconds: 1))
    for start in stride(from: 0, to: bytes.count, by: size) {
      let part = Array(bytes[start..<min(start + size, bytes.count)])
      try laboratory.store.append(part, to: upload)
    }
    try laboratory.store.finishArtifact(upload)
    var weights = try ArtifactWeights(
      "w", of: run, from: laboratory.store, archiveLimit: archiveLimit)
    for part in 0..<weights.file.parts {
      try weights.read(laboratory.store.artifactPart(part, of: weights.file))
    }
    return try weights.report()
  }

  private static let tensors = [
    NamedTensor(
      name: "conv.kernel", shape: [3, 3, 3, 20],
      values: (0..<540).map { Float($0 % 37) / 19 - 0.7 }),
    NamedTensor(name: "conv.bias", shape: [20], values: [.nan] + (0..<19).map(Float.init)),
    NamedTensor(name: "nothing", shape: [0, 1 << 60], values: []),
    NamedTensor(name: "scalar", shape: [], values: [4]),
  ]

  @Test(arguments: [7, 1000, 1 << 20])
  func aFileInPartsLooksAsTheTensorsDo(partsOf size: Int) throws {
    let report = try report(WeightFile.safetensors(Self.tensors), parts: size)
    #expect(report.tensors == Self.tensors.map(TensorStatistics.init))
    #expect(report.kernels == KernelPictures(firstIn: Self.tensors))
    #expect(report.kernels != nil && report.artifact == "w" && report.epoch == nil)
  }

  @Test func anArchiveIsReadWhole() throws {
    let tensors = Array(Self.tensors.prefix(2))
    let bytes = try WeightFile.npz(tensors)
    #expect(try report(bytes).tensors == tensors.map(TensorStatistics.init))
    let error = #expect(throws: WorkbenchError.self) { try report(bytes, archiveLimit: 100) }
    #expect(
      error?.description
        == "w: \(bytes.count) bytes of npz; accepted: up to 100, or safetensors")
  }

  @Test func refusesAFileOfNoWeights() throws {
    for bytes in [[], Array("text and more".utf8)] {
      #expect(throws: WeightFileError.self) { try report(bytes) }
    }
  }
}
