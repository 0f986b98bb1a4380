import Foundation
import RunStore
import Testing
import Training

@testable import Workbench

/// The built-in set tells a network that sees shapes from one that does not, and the engine learns it.
@Suite struct ShapesLearningTests {
  /// The file users are told to run first.
  private static let path =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../experiments/shapes-quick.yaml").path

  @Test func theQuickExperimentLearnsWithinItsEpochs() throws {
    let laboratory = try Laboratory()
    let run = try Launch(contentsOf: Self.path, options: laboratory.options())
      .run(in: laboratory.store)
    #expect(run.metrics["val_accuracy"]?.count == 3)
    #expect(try #require(run.metrics["val_accuracy"]?.best) >= 0.9)
  }

  @Test func aLinearModelDoesNot() throws {
    let laboratory = try Laboratory()
    let experiment = try ExperimentSpec(
      text: """
        name: linear
        dataset: {name: shapes, train: 4000, test: 1000, seed: 1, validation: 0.1}
        model: [flatten, dense: {units: 10}]
        training: {epochs: 3, batch: 32, optimizer: {adam: {learning_rate: 0.001}}, seed: 1}
        """, path: "linear.yaml")
    let run = try Launch(experiment, options: laboratory.options()).run(in: laboratory.store)
    #expect(run.status == .finished)
    #expect(try #require(run.metrics["val_accuracy"]?.best) < 0.6)
  }
}
