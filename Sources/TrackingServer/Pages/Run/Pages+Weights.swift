import HTTPTypes
import Hummingbird
import Markup
import RunStore
import Workbench

extension Pages {
  /// An npz file must fit into memory; more bytes are not read for a page.
  private static let mostArchiveBytes = 16 << 20

  /// What `convoy weights show` prints of a checkpoint or of a file logged with the run.
  func weightsPage(_ request: Request, _ id: RunIdentifier) async throws -> Response {
    let choice = try WeightsPage.Choice(request.queryFields)
    let reference = try await store.read { try $0.reference(to: $0.run(id)) }
    var page = WeightsPage(run: id, reference: reference, choice: choice)
    do {
      let report = try await report(on: choice, of: id)
      if request.wantsJSON { return try Response(encoding: report) }
      page.report = report
    } catch  where !(error is StoreError || error is CancellationError) {
      // The file is not one of weights, or damaged: nothing is wrong with the server.
      guard request.wantsHTML else { throw APIError.invalid("\(error)") }
      page.failure = "\(error)"
    }
    var shown = page.page
    shown.commands = shown.commands.map(placed)
    return shown.response(store: path, status: page.failure == nil ? .ok : .badRequest)
  }

  private func report(
    on choice: WeightsPage.Choice, of id: RunIdentifier
  ) async throws -> WeightsReport {
    switch choice {
    case .checkpoint(let checkpoint):
      return try await store.read { try WeightsReport(of: id, checkpoint, from: $0) }
    case .artifact(let path):
      var weights = try await store.read {
        try ArtifactWeights(path, of: id, from: $0, archiveLimit: Pages.mostArchiveBytes)
      }
      let file = weights.file
      for part in 0..<file.parts {
        try Task.checkCancellation()
        try weights.read(try await store.read { try $0.artifactPart(part, of: file) })
      }
      return try weights.report()
    }
  }
}
