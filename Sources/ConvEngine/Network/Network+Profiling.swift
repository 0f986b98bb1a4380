extension Network {
  /// Where the time of the training steps since `resetProfile()` went that were taken while `isProfiling`.
  public var profile: StepProfile {
    let worked = Set(layout.parts.joined())
    // From the first layer with weights on, what comes in needs a gradient or the weights do.
    let firstTrained = plan.layers.firstIndex { $0.parameterCount > 0 } ?? plan.layers.count
    func part(_ part: StepPart, _ name: String, host: String? = nil, _ passes: [StepPass])
      -> StepProfile.Part
    {
      StepProfile.Part(
        name: name, host: host,
        forward: passes.contains(.forward) ? counters.seconds(part, .forward) : nil,
        backward: passes.contains(.backward) ? counters.seconds(part, .backward) : nil)
    }
    let layers = plan.layers.enumerated().map { index, layer in
      part(
        .layer(index), layer.name,
        host: layout.hosts[index].map { plan.layers[$0].name },
        worked.contains(.layer(index))
          ? index < firstTrained ? [.forward] : [.forward, .backward] : [])
    }
    return StepProfile(
      images: profiledImages,
      parts: [part(.input, "input", [.forward])] + layers + [
        part(.loss, "loss", [.forward]),
        part(.kernels, "kernels", layout.convolutions.isEmpty ? [] : [.forward]),
        part(.optimizer, "optimizer", layout.pieces.isEmpty ? [] : [.backward]),
      ])
  }

  /// Forgets the steps profiled so far.
  public func resetProfile() {
    counters.reset()
    profiledImages = 0
  }

  /// Runs `body`, and where the step under way is profiled adds its time to a part's.
  @inline(__always)
  func timed<Result>(
    _ part: @autoclosure () -> StepPart, _ pass: StepPass, _ worker: Int, _ body: () -> Result
  ) -> Result {
    guard context.isProfiled else { return body() }
    let start = StepCounters.now
    let result = body()
    counters.add(StepCounters.now &- start, to: part(), pass, worker: worker)
    return result
  }
}
