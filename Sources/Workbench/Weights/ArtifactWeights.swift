import ConvEngine
package import RunStore

/// The report on a weight file that a client logged with a run, made while the file's parts are read. Of
/// a safetensors file little more than a part is in memory, whatever its size; an npz file is kept whole.
package struct ArtifactWeights {
  /// The first convolution is drawn if it has no more weights.
  private static let mostDrawn = 1 << 20

  /// To be read part by part.
  package let file: ArtifactContents
  private let path: String
  private let run: RunIdentifier
  private let runName: String
  private let archiveLimit: Int
  private var scanner: SafetensorsScanner
  /// What there is of an npz file.
  private var archive: [UInt8] = []
  private var isArchive: Bool?
  private var tensors: [TensorStatistics] = []
  /// The tensor that is read.
  private var sum: TensorSum?
  /// Of it: how many values are to come.
  private var missing = 0
  /// The first tensor of four axes as far as it was read; nil before it, no values if it is not drawn.
  private var first: (tensor: SafetensorsHeader.Tensor, values: [Float])?

  /// - Parameter archiveLimit: the most bytes an npz file may have.
  package init(
    _ path: String, of run: RunIdentifier, from store: RunStore, archiveLimit: Int = 1 << 30
  ) throws {
    file = try store.artifact(path, of: run)
    runName = try store.run(run).name
    self.path = path
    self.run = run
    self.archiveLimit = archiveLimit
    scanner = SafetensorsScanner(path: path, size: file.bytes)
  }

  /// Reads the next part of the file.
  package mutating func read(_ part: [UInt8]) throws {
    if isArchive == nil { isArchive = WeightFile.isArchive(part) }
    if isArchive == true {
      guard file.bytes <= archiveLimit else {
        throw WorkbenchError.unusableWeights(
          path: path,
          found: "\(file.bytes) bytes of npz; accepted: up to \(archiveLimit), or safetensors")
      }
      archive += part
      return
    }
    scanner.append(part)
    while let (tensor, values) = try scanner.next() { add(values, of: tensor) }
  }

  /// To be called after the last part.
  package func report() throws -> WeightsReport {
    if isArchive == true {
      let tensors = try WeightFile.read(archive, path: path)
      return WeightsReport(
        run: run, runName: runName, epoch: nil, artifact: path,
        tensors: tensors.map(TensorStatistics.init), kernels: KernelPictures(firstIn: tensors))
    }
    try scanner.finish()
    let kernels = first.flatMap { first in
      first.values.isEmpty
        ? nil
        : KernelPictures(firstIn: [
          NamedTensor(name: first.tensor.name, shape: first.tensor.shape, values: first.values)
        ])
    }
    return WeightsReport(
      run: run, runName: runName, epoch: nil, artifact: path, tensors: tensors, kernels: kernels)
  }

  private mutating func add(_ values: [Double], of tensor: SafetensorsHeader.Tensor) {
    if sum == nil {
      missing = tensor.range.count / tensor.type.width
      if first == nil, tensor.shape.count == 4 { first = (tensor, []) }
    }
    // Taken out while it changes, so that it is not copied.
    var sum = self.sum.take() ?? TensorSum(name: tensor.name, shape: tensor.shape)
    sum.add(values)
    missing -= values.count
    if tensor.name == first?.tensor.name, tensor.range.count / tensor.type.width <= Self.mostDrawn {
      first?.values += values.map(Float.init)
    }
    if missing > 0 { self.sum = sum } else { tensors.append(sum.statistics) }
  }
}
