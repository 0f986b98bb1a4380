import ConvEngine
import Foundation
import RunStore
import TestSupport
import Testing
import Training

@testable import Workbench

@Suite struct WeightsTransferTests {
  @Test(arguments: WeightsTransfer.Format.allCases)
  func bringsWeightsBackUnchanged(format: WeightsTransfer.Format) throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run()
    let transfer = WeightsTransfer(laboratory.store)
    let path = laboratory.folder.path("weights.\(format.rawValue)")
    try Data(transfer.fileBytes(of: run.id, .last, format: format))
      .write(to: URL(fileURLWithPath: path))
    let imported = try transfer.import(
      path, experiment: try Laboratory.experiment(), options: laboratory.options())
    #expect(imported.status == .finished)
    #expect(imported.name == "small-2")
    #expect(imported.checkpoints.map(\.epoch).allSatisfy { $0 == 0 })
    #expect(imported.params["depth"] == .number(4, text: "4"))
    #expect(imported.params["training.epochs"] == nil)
    #expect(imported.params["import.file"] == .text(path))
    #expect(imported.metrics.isEmpty)
    for choice in [CheckpointChoice.last, .best, .epoch(0)] {
      #expect(try laboratory.evaluate(imported, choice).loss == run.metrics["test_loss"]?.last)
    }
  }

  @Test func computesImportedWeightsWithTheExperimentsKernels() throws {
    let laboratory = try Laboratory()
    let overrides = [Laboratory.tiledModel, "training.epochs=1", "training.kernels=direct"]
    let run = try laboratory.run(overrides[0], overrides[1], overrides[2])
    let transfer = WeightsTransfer(laboratory.store)
    let path = laboratory.folder.path("weights.npz")
    try Data(transfer.fileBytes(of: run.id, .last, format: .npz))
      .write(to: URL(fileURLWithPath: path))
    let imported = try transfer.import(
      path, experiment: try Laboratory.experiment(overrides[0], overrides[1], overrides[2]),
      options: laboratory.options())
    let method = "model.1.conv.method"
    #expect(imported.params[method] != nil)
    #expect(imported.params[method] == run.params[method])
    #expect(try laboratory.evaluate(imported, .last).loss == run.metrics["test_loss"]?.last)
  }

  @Test func namesTheTensorThatDoesNotFit() throws {
    let laboratory = try Laboratory()
    let run = try laboratory.run("training.epochs=1")
    let transfer = WeightsTransfer(laboratory.store)
    let path = laboratory.folder.path("weights.npz")
    try Data(transfer.fileBytes(of: run.id, .last, format: .npz))
      .write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: WorkbenchError.self) {
      try transfer.import(
        path, experiment: try Laboratory.experiment("depth=5"), options: laboratory.options())
    }
    #expect(
      error?.description
        == "\(path): weights conv_1.kernel: shape [3, 3, 3, 4]; shape [3, 3, 3, 5]")
    #expect(try laboratory.store.runs().count == 1)
  }

  @Test func refusesFilesThatAreNone() throws {
    let laboratory = try Laboratory()
    let transfer = WeightsTransfer(laboratory.store)
    let missing = #expect(throws: WorkbenchError.self) {
      try transfer.import(
        laboratory.folder.path("none"), experiment: try Laboratory.experiment(),
        options: laboratory.options())
    }
    #expect(missing == .notFound(path: laboratory.folder.path("none")))
    let folder = #expect(throws: WorkbenchError.self) {
      try transfer.import(
        laboratory.folder.path, experiment: try Laboratory.experiment(),
        options: laboratory.options())
    }
    #expect(
      folder?.description
        == "\(laboratory.folder.path): is a directory; accepted: a readable safetensors or npz file"
    )
    let path = try laboratory.folder.write("no weights", to: "text")
    #expect(throws: WeightFileError.self) {
      try transfer.import(
        path, experiment: try Laboratory.experiment(), options: laboratory.options())
    }
    #expect(try laboratory.store.runs().isEmpty)
  }

  @Test func convertsEveryBitPattern() throws {
    let values: [Float] = [0, -0.0, 1, .infinity, .nan, .leastNonzeroMagnitude, -3.5]
    let tensor = NamedTensor(name: "a", shape: [7], values: values)
    let stored = StoredTensor(tensor)
    #expect(stored.bytes.count == 28)
    #expect(stored.bytes[8...11].elementsEqual([0, 0, 0x80, 0x3F]))
    let back = try #require(NamedTensor(stored))
    #expect(back.values.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(NamedTensor(StoredTensor(name: "a", shape: [7], bytes: [1, 2])) == nil)
  }
}
