package import ConvEngine
package import Datasets
package import Foundation
package import RunStore

/// What a run needs besides its experiment: where the data are, how to compute, what to call it.
package struct LaunchOptions: Sendable {
  /// nil for one made of the experiment's name.
  package var name: String?
  /// Added to the experiment's own.
  package var tags: [String]
  package var note: String?
  /// As the user typed it, recorded with the run.
  package var commandLine: [String]
  /// The run it comes out of.
  package var parent: RunParent?
  /// The trial of a sweep that it is.
  package var trial: LiveTrial?
  /// What a new run begins with; nil for random weights.
  package var initialWeights: InitialWeights?
  package var data: DataLocation
  package var execution: ExecutionOptions
  /// Whether a run is taken up even if its process may live on another machine.
  package var isForced = false
  /// Whether the times of the layers are recorded, as metrics of each epoch.
  package var isProfiling = false
  /// The folder whose git work tree is recorded.
  package var folder: String
  /// The wall clock, for the times recorded.
  package var now: @Sendable () -> Date

  package init(
    data: DataLocation, execution: ExecutionOptions = ExecutionOptions(), name: String? = nil,
    tags: [String] = [], note: String? = nil, commandLine: [String] = []
  ) {
    self.name = name
    self.tags = tags
    self.note = note
    self.commandLine = commandLine
    self.data = data
    self.execution = execution
    folder = "."
    now = { Date() }
  }
}
