package import ConvEngine
package import Datasets
package import RunStore

/// What a run's network takes a picture for.
package struct Prediction: Codable, Sendable, Hashable {
  /// A class and how likely it is.
  package struct Guess: Codable, Sendable, Hashable {
    package let label: String
    /// In 0...1; of all classes they sum to 1.
    package let probability: Double
  }

  /// The file's name.
  package let image: String
  /// The likeliest first.
  package let classes: [Guess]
}

/// Puts the weights of a recorded run back into its network and shows it single pictures.
package struct RunPrediction {
  private let evaluation: RunEvaluation

  package init(
    of run: RunIdentifier, checkpoint: CheckpointChoice, threads: Int? = nil,
    instructionSet: InstructionSet? = nil
  ) {
    evaluation = RunEvaluation(
      of: run, checkpoint: checkpoint, split: .test, data: DataLocation(), threads: threads,
      instructionSet: instructionSet)
  }

  /// The likeliest `count` classes of each picture.
  ///
  /// - Parameter fit: gives a picture the size and channels of the network's input.
  package func predictions(
    for pictures: [(name: String, picture: NetpbmImage)], count: Int, from store: RunStore,
    fit: (NetpbmImage, ImageShape) -> NetpbmImage
  ) throws -> [Prediction] {
    let stored = try StoredExperiment(evaluation.run, in: store)
    let weights = try store.checkpoint(evaluation.run, evaluation.checkpoint)
    let network = try evaluation.network(stored, with: weights)
    let names = stored.record.dataset.classNames
    let input = network.plan.spec.input
    let pixels = pictures.flatMap { fit($0.picture, input).values }
    let rows = network.probabilities(pixels: pixels, indices: Array(pictures.indices)[...])
    return zip(pictures, rows).map { picture, row in
      let order = row.indices.sorted { (row[$1], $0) < (row[$0], $1) }
      return Prediction(
        image: picture.name,
        classes: order.prefix(count).map { label in
          .init(
            label: names.indices.contains(label) ? names[label] : "class \(label)",
            probability: Double(row[label]))
        })
    }
  }
}
