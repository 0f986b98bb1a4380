import ArgumentParser
import Pictures
import RunStore
import Workbench

extension Convoy.Weights {
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Show what a run's weights look like.",
      discussion: """
        Norm, mean and extremes of each tensor, and how many filters (kernels or neurons) are dead: \
        their weights' norm is below a hundredth of their layer's median. Then the kernels of the \
        first convolution, drawn in colour on a terminal and as numbers elsewhere.
        """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @OptionGroup var which: CheckpointOption

    @Option(
      help: ArgumentHelp(
        "A safetensors or npz file among the run's artifacts instead of a checkpoint.",
        valueName: "path"))
    var artifact: String?

    @Option(
      name: [.customShort("o"), .customLong("output")],
      help: ArgumentHelp(
        "Write the kernels to a PNG or PPM file instead (-: PNG to the standard output).",
        valueName: "file"),
      completion: .file(extensions: ["png", "ppm"]))
    var file: String?

    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      if artifact != nil, which.given != nil {
        throw ValidationError("--artifact with --checkpoint; one of them is accepted")
      }
      guard let file, file != "-" else { return }
      if ![".png", ".ppm"].contains(where: file.lowercased().hasSuffix) {
        throw ValidationError(
          "--output: \"\(file)\"; a name that ends in .png or .ppm, or - is accepted")
      }
    }

    func run() throws {
      let store = try store.openForReading()
      let run = try store.resolve(reference.text)
      let report =
        try artifact.map { try WeightsReport(ofArtifact: $0, of: run, from: store) }
        ?? WeightsReport(of: run, which.checkpoint, from: store)
      if let file { return try write(report, to: file) }
      if output.json { return try printJSON(report) }
      let destination = Destination.standardOutput
      let depth = destination.palette.isEnabled ? ColorDepth.ofTheTerminal : nil
      printLines(report.lines(for: destination, depth: depth))
    }

    private func write(_ report: WeightsReport, to path: String) throws {
      guard let kernels = report.kernels else {
        throw CommandError(
          .failed,
          "\(report.runName): no convolution over images; accepted: a run whose network has one")
      }
      let file = try OutputFile(path)
      try file.write(
        path == "-"
          ? PictureFile.png(kernels.sheet) : PictureFile.bytes(of: kernels.sheet, for: path))
      try file.finish()
    }
  }
}
