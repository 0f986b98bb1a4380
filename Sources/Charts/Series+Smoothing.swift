extension Series {
  /// The series with each value replaced by the exponential moving average up to it, as TensorBoard
  /// shows it: the average starts at zero and is divided by the weights it has seen so far, so that the
  /// first values are not drawn towards zero. Gaps stay gaps and are left out of the average.
  ///
  /// - Parameter weight: how much of the average so far stays with each value, in 0..<1; 0 changes
  ///   nothing.
  package func smoothed(_ weight: Double) -> Series {
    precondition((0..<1).contains(weight), "a smoothing of \(weight) is not in 0..<1")
    if weight == 0 { return self }
    var average = 0.0
    var seen = 0.0
    return Series(
      name,
      points.map { point in
        guard point.y.isFinite else { return point }
        average = weight * average + (1 - weight) * point.y
        // 1 − weight^n, without a power: the sum of the weights so far.
        seen = weight * seen + (1 - weight)
        return ChartPoint(point.x, average / seen)
      })
  }
}
