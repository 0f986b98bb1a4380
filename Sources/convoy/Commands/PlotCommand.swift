import ArgumentParser
import Charts
import RunStore
import Workbench

extension CurveAxis: ExpressibleByArgument {}

extension Convoy {
  struct Plot: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "plot",
      abstract: "Draw a metric's curve, in the terminal or as SVG.",
      discussion: """
        One curve per run, over the epochs. Values that are NaN or infinite are gaps. Runs are \
        named, chosen by --where, or both.
        """)

    @Argument(
      help: "The metric, such as val_accuracy.", completion: .custom(Best.metricNames))
    var metric: String

    @Argument(help: ArgumentHelp("The runs.", valueName: "run"))
    var references: [RunReference] = []

    @OptionGroup var filter: FilterOption

    @Option(
      name: .shortAndLong,
      help: ArgumentHelp(
        "Write an SVG file instead (- for the standard output).", valueName: "file"),
      completion: .file(extensions: ["svg"]))
    var output: String?

    @Flag(help: "Lay the values out by their logarithm.")
    var log = false

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Smooth with an exponential moving average of this weight, 0 to 0.999.", valueName: "w"))
    var smooth = 0.0

    @Option(name: .customLong("x"), help: "What the horizontal axis counts.")
    var axis = CurveAxis.epoch

    @OptionGroup var store: StoreOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
      if references.isEmpty, filter.text == nil {
        throw ValidationError("plot: no run; runs or --where are accepted")
      }
      if !(0...0.999).contains(smooth) {
        throw ValidationError("--smooth: \(smooth); 0 to 0.999 is accepted")
      }
      if let output, output != "-", !output.hasSuffix(".svg") {
        throw ValidationError("--output: \"\(output)\"; a name that ends in .svg, or - is accepted")
      }
    }

    func run() throws {
      let store = try store.openForReading()
      let curves = try curves(in: store)
      if format.json { return try printJSON(curves) }
      if curves.isEmpty { return printNote("No runs.") }
      var chart = Chart(metric, curves, by: axis)
      chart.yScale = log ? .log : .linear
      chart.smoothing = smooth
      if chart.valuesWithoutPlace > 0 {
        printNote(
          "note: \(Format.plural(chart.valuesWithoutPlace, "value")) not above zero left out (--log)"
        )
      }
      if let output {
        let file = try OutputFile(output)
        try file.write(chart.svg())
        try file.finish()
      } else {
        let terminal = Destination.standardOutput
        printLines(chart.lines(for: terminal, height: max(8, (terminal.height ?? 25) - 1)))
      }
    }

    /// The curves of the runs that record the metric; the others are told of.
    private func curves(in store: RunStore) throws -> [RunCurve] {
      let all = try store.curves(
        metric, of: filter.runs(named: references, in: store, most: Self.most))
      let curves = all.filter { !$0.points.isEmpty }
      if curves.isEmpty, !all.isEmpty {
        let known = try store.metricNames()
        throw CommandError(
          .notFound,
          "metric \"\(metric)\": none of these runs records it; accepted: "
            + (known.isEmpty ? "none, there are no metrics yet" : known.joined(separator: ", ")))
      }
      for curve in all where curve.points.isEmpty {
        printNote("note: \(curve.name): records no \(metric)")
      }
      return curves
    }

    /// The most runs that `--where` alone may choose; more curves are not told apart.
    private static let most = 50
  }
}
