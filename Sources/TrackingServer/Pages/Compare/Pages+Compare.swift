import Hummingbird
import RunStore
import Workbench

extension Pages {
  /// Runs side by side.
  func compare(_ request: Request) async throws -> Response {
    let wanted = try CompareRequest(request.queryFields)
    // The form around the table of runs sends more than this page needs.
    if !wanted.isPlain, !request.wantsJSON { return Response(seeing: wanted.address) }
    let detail: CompareDetail
    do {
      detail = try await store.read { try CompareDetail(wanted, from: $0) }
    } catch let error as WorkbenchError {
      throw APIError.invalid("\(error)")
    }
    if request.wantsJSON { return try Response(encoding: detail.comparison) }
    var page = ComparePage(request: wanted, detail: detail).page
    page.commands = page.commands.map(placed)
    return page.response(store: path)
  }
}
