import ArgumentParser
import ConvEngine
import Datasets
import Pictures
import RunStore
import TrackingServer
import Training
import Workbench

/// What the process tells its caller.
enum ExitStatus: Int32 {
  case done = 0
  /// The work failed: a run diverged, a check found problems, a file could not be written.
  case failed = 1
  case usage = 64
  /// An experiment, weight, image or data file is not what it should be.
  case fileIsWrong = 65
  /// No such run, file, metric or data set.
  case notFound = 66
  /// The user stopped it; the run is kept.
  case interrupted = 130
}

/// An error of the command line itself, with the status it ends the process with.
struct CommandError: Error, CustomStringConvertible {
  var status: ExitStatus
  var description: String

  init(_ status: ExitStatus, _ description: String) {
    self.status = status
    self.description = description
  }
}

extension ExitStatus {
  /// The status a failure ends the process with.
  init(for error: any Error) {
    switch error {
    case let error as CommandError: self = error.status
    case let error as StoreError: self = error.status
    case let error as ServerError: self = error.status
    case is FilterError, is PictureKernelError: self = .usage
    case let error as ExperimentError: self = error.status
    case let error as WorkbenchError: self = error.status
    case let error as NetworkError: self = error.status
    case is WeightFileError: self = .fileIsWrong
    case let error as DatasetError: self = error.isNotFound ? .notFound : .fileIsWrong
    case let error as FetchError: self = error.status
    case let error as NetpbmError: self = error.status
    case let error as PictureError: self = error.status
    case let error as ImportError: self = error.isNotFound ? .notFound : .fileIsWrong
    default: self = .failed
    }
  }
}

extension FetchError {
  fileprivate var status: ExitStatus {
    switch self {
    case .missing: .notFound
    case .wrongDigest, .unpack: .fileIsWrong
    case .missingProgram, .download, .fileSystem: .failed
    case .wrongData(let error): ExitStatus(for: error)
    }
  }
}

extension ServerError {
  fileprivate var status: ExitStatus {
    switch self {
    case .tokenMissing: .usage
    case .cannotListen: .failed
    }
  }
}

extension PictureError {
  fileprivate var status: ExitStatus {
    switch self {
    case .missing: .notFound
    case .unreadable, .unknownFormat, .damaged: .fileIsWrong
    }
  }
}

extension NetpbmError {
  fileprivate var status: ExitStatus {
    switch self {
    case .missing: .notFound
    case .unreadable, .wrongMagic, .wrongHeader, .wrongSample, .cutOff: .fileIsWrong
    }
  }
}

extension StoreError {
  fileprivate var status: ExitStatus {
    switch self {
    case .notFound: .notFound
    case .ambiguous, .conflict: .usage
    case .unusableFile: .fileIsWrong
    case .busy, .failure: .failed
    }
  }
}

extension NetworkError {
  fileprivate var status: ExitStatus {
    switch self {
    case .memory: .failed
    case .layer, .model, .parameter, .instructionSet: .fileIsWrong
    }
  }
}

extension ExperimentError {
  fileprivate var status: ExitStatus {
    if case .network(let error) = self { return error.status }
    if isNotFound { return .notFound }
    return isOverride ? .usage : .fileIsWrong
  }
}

extension WorkbenchError {
  fileprivate var status: ExitStatus {
    switch self {
    case .notFound, .noSweep: .notFound
    case .otherExperiment, .otherSweep, .cannotRepeat, .noWeightsInCommon, .tooFewRuns: .usage
    case .nothingToLearn, .tensorTooLarge, .unusableWeights, .unreadable: .fileIsWrong
    case .otherData, .emptySplit, .unusableRun, .tooFewValues: .failed
    }
  }
}
