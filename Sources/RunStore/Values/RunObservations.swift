/// What many runs reached, and the parameters that differ among them: a column of values per parameter.
public struct RunObservations: Sendable, Hashable {
  /// A parameter's value in each run, in the order of `values`; nil where a run has none.
  public struct Parameter: Sendable, Hashable {
    /// The parameter's name.
    public let name: String
    /// As many as there are runs.
    public let values: [ParamValue?]
  }

  /// Whether lower values are better.
  public let direction: MetricDirection
  /// The best value of each run that has a finite one, the oldest run first.
  public let values: [Double]
  /// Runs that were asked for and have no finite value.
  public let runsWithoutValue: Int
  /// Those that do not have the same value in all runs, by name.
  public let parameters: [Parameter]
}
