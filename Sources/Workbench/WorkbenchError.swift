/// Why work between the engine and the store cannot be done. `description` is one line: where, what
/// was found, what is accepted.
package enum WorkbenchError: Error, Hashable {
  /// The validation part leaves nothing to learn from.
  case nothingToLearn(pictures: Int, validation: Double)
  /// The store keeps a tensor in one piece, which has a largest size.
  case tensorTooLarge(name: String, bytes: Int, most: Int)
  /// The data set on this machine is not the one the run was trained on.
  case otherData(run: String, dataset: String, recorded: String, found: String)
  /// The split asked for has no pictures.
  case emptySplit(run: String, split: ImageSplit)
  /// The run of that name is one of another experiment.
  case otherExperiment(run: String)
  /// The run cannot be run again.
  case cannotRepeat(run: String, found: String, accepted: String)
  /// What the store holds of the run cannot be read back into a network.
  case unusableRun(run: String, found: String)
  /// No tensor of the run is one of the network that was to begin with its weights.
  case noWeightsInCommon(run: String)
  /// A weight file does not fit the experiment's network.
  case unusableWeights(path: String, found: String)
  /// There is no such file.
  case notFound(path: String)
  /// The system refused to read a file.
  case unreadable(path: String, found: String)
  /// There is no sweep of that name to go on with.
  case noSweep(String)
  /// The sweep of that name was planned from another file.
  case otherSweep(String, changed: String)
  /// A comparison of fewer than two runs.
  case tooFewRuns(Int)
  /// Too few runs have a finite value of the metric to tell effects from chance.
  case tooFewValues(metric: String, runs: Int)
}

extension WorkbenchError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .nothingToLearn(let pictures, let validation):
      "dataset.validation: \(validation) of \(pictures) pictures leaves none to learn from; "
        + "accepted: less"
    case .tensorTooLarge(let name, let bytes, let most):
      "\(name): \(bytes) bytes of weights; accepted: at most \(most) bytes in a tensor"
    case .otherData(let run, let dataset, let recorded, let found):
      "\(run): \(dataset) here is \(found.prefix(12))…, the run was trained on "
        + "\(recorded.prefix(12))…; accepted: the same data (--data)"
    case .emptySplit(let run, let split):
      "\(run): the \(split.rawValue) split has no pictures; accepted: a split that has some"
    case .noWeightsInCommon(let run):
      "\(run): none of its tensors has the name and shape of one of this network; accepted: a run of a "
        + "network that has layers in common with this one"
    case .otherExperiment(let run):
      "run \"\(run)\": its experiment is another one; accepted: the same experiment and settings, or "
        + "another --name"
    case .cannotRepeat(let run, let found, let accepted):
      "run \(run): \(found); accepted: \(accepted)"
    case .unusableRun(let run, let found):
      "\(run): \(found); accepted: a run whose experiment and weights fit each other"
    case .unusableWeights(let path, let found): "\(path): \(found)"
    case .notFound(let path): "\(path): no such file; accepted: a safetensors or npz file"
    case .unreadable(let path, let found):
      "\(path): \(found); accepted: a readable safetensors or npz file"
    case .noSweep(let name):
      "sweep \"\(name)\": none was begun; accepted: beginning it, without --resume"
    case .otherSweep(let name, let changed):
      "sweep \"\(name)\": the \(changed) is another one than when it was planned; accepted: the same "
        + "files, or a new sweep, without --resume"
    case .tooFewRuns(let count):
      "compare: \(count) run\(count == 1 ? "" : "s"); accepted: two or more"
    case .tooFewValues(let metric, let runs):
      "effects: \(runs) \(runs == 1 ? "run has" : "runs have") a finite \(metric); accepted: three or more"
    }
  }
}
