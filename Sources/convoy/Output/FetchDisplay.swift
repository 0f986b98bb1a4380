import Datasets

/// Shows a fetch while it happens: a live line for the download on a terminal, a line per stage
/// elsewhere.
struct FetchDisplay {
  let destination: Destination
  private var isLineOpen = false

  init(destination: Destination) { self.destination = destination }

  mutating func show(_ event: DatasetFetch.Event) {
    switch event {
    case .waiting(let lock): stage("waiting for another fetch (\(lock))")
    case .downloading(let url, let from):
      stage("downloading \(url)" + (from > 0 ? ", going on after \(Format.bytes(from))" : ""))
    case .received(let bytes, let total): received(bytes, of: total)
    case .startingOver(let reason): stage("starting over: \(reason)")
    case .checkingDigest(let path): stage("checking the digest of \(path)")
    case .unpacking(let path): stage("unpacking \(path)")
    case .copying(let path): stage("copying \(path)")
    case .validating(let path): stage("checking the files in \(path)")
    }
  }

  mutating func finish(_ report: DatasetFetch.Report) {
    let images = report.check.trainCounts.reduce(0, +) + report.check.testCounts.reduce(0, +)
    let was = report.action == .alreadyThere ? "already there" : "ready"
    stage("\(was): \(Format.count(images)) images")
  }

  private mutating func stage(_ text: String) {
    if isLineOpen { printNote("") }
    isLineOpen = false
    printNote(text)
  }

  private mutating func received(_ bytes: Int, of total: Int?) {
    guard let width = destination.width else { return }
    var line = Format.bytes(bytes)
    if let total, total > 0 {
      let fraction = Double(bytes) / Double(total)
      line = "\(progressBar(fraction, width: 30))  \(line) of \(Format.bytes(total))"
    }
    printNote("\r" + line.truncated(to: width - 1) + "\u{1B}[K", terminator: "")
    isLineOpen = true
  }
}
