package import ConvEngine
import Datasets

extension ExperimentSpec {
  /// The network with its shapes, costs and kernels, before anything is allocated.
  /// - Throws: an error at the place of the layer that does not fit.
  package func plan(
    instructionSet: InstructionSet = .best
  ) throws(ExperimentError) -> NetworkPlan {
    let plan: NetworkPlan
    do throws(NetworkError) {
      plan = try NetworkPlan(
        networkSpec, instructionSet: instructionSet, kernels: training.kernels)
    } catch {
      throw located(error)
    }
    guard plan.classes == dataset.spec.classes else {
      throw located(
        .layer(
          index: network.count - 1, found: "\(plan.classes) outputs",
          accepted: "one for each of the \(dataset.spec.classes) classes of \(dataset.spec.name)"))
    }
    return plan
  }

  private func located(_ error: NetworkError) -> ExperimentError {
    switch error {
    case .layer(let index, let found, let accepted):
      .wrong(layerPlaces[index], found: "model.\(index): \(found)", accepted: accepted)
    case .model, .parameter, .instructionSet, .memory: .network(error)
    }
  }
}
