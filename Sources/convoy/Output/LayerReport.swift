import ConvEngine

/// What `convoy bench --layers` measured: where the time of an experiment's training steps goes.
struct LayerReport: Encodable {
  /// A part of the steps: a layer, or `input`, `loss`, `kernels`, `optimizer`.
  struct Part: Encodable {
    var name: String
    /// The kernel that runs a layer; empty where there is nothing to multiply.
    var kernel: String
    /// `32×32×3`, or `512`; empty for a part that is no layer.
    var output: String
    /// The layer whose operation does this one's work too.
    var computedIn: String?
    /// Nil where nothing is to be done.
    var forward: Pass?
    var backward: Pass?
  }

  /// One pass for one image.
  struct Pass: Encodable {
    /// Of a thread's time.
    var microseconds: Double
    /// 10⁹ floating-point operations per second of a thread, counted as the direct convolution needs them;
    /// nil where there is nothing to multiply.
    var gigaflops: Double?
    /// Of what a core does with nothing but multiply-adds; tiles may exceed 1.
    var shareOfPeak: Double?
  }

  var isa: String
  var threads: Int
  /// One thread's, in 10⁹ floating-point operations per second.
  var peakGigaflops: Double
  var batch: Int
  var parts: [Part]
  /// All parts together; operations are those of the layers that multiply.
  var total: Part
  var imagesPerSecond: Double
  /// The share of the threads' time that the parts add up to, in 0...1.
  var accounted: Double
}

extension LayerReport {
  func lines(for destination: Destination) -> [String] {
    var table = TextTable([
      .text("layer"), .text("kernel"), .text("output"), .number("forward µs"),
      .number("GFLOP/s"), .number("of peak"), .number("backward µs"), .number("GFLOP/s"),
      .number("of peak"),
    ])
    for part in parts { table.append(Self.row(part, style: nil)) }
    table.append(Self.row(total, style: .heading))
    return [
      "\(isa), \(Format.fixed(peakGigaflops, 1)) GFLOP/s of multiply-adds on one thread; a thread's time for one image",
      "",
    ] + table.lines(for: destination) + [
      "",
      "\(Format.count(Int(imagesPerSecond))) images/s at batch \(batch) on "
        + "\(Format.plural(threads, "thread")); \(Format.percent(accounted)) of thread time is in these parts",
    ]
  }

  private static func row(_ part: Part, style: TextStyle?) -> [TextTable.Cell] {
    [
      .init(part.name, style: style),
      .init(part.computedIn.map { "in \($0)" } ?? part.kernel, style: .quiet),
      .init(part.output),
    ]
      + [part.forward, part.backward].flatMap { pass -> [TextTable.Cell] in
        [
          .init(pass.map { Format.fixed($0.microseconds, 2) } ?? "–", style: style),
          .init(pass?.gigaflops.map { Format.fixed($0, 1) } ?? "", style: style),
          .init(pass?.shareOfPeak.map(Format.percent) ?? "", style: style),
        ]
      }
  }
}

extension LayerReport {
  /// Measures.
  ///
  /// - Parameter runs: the fastest of so many, each `seconds` long, is reported.
  init(
    _ plan: NetworkPlan, _ training: EngineBenchmark.Training, runs: Int, seconds: Double
  ) throws {
    let peak = EngineBenchmark.peak(training.execution.instructionSet)
    let measured = try EngineBenchmark.layers(plan, training, runs: runs, seconds: seconds)
    self.init(
      isa: training.execution.instructionSet.rawValue, threads: training.execution.threads,
      peakGigaflops: peak, batch: training.batch,
      parts: measured.parts.map { part in
        Part(
          name: part.name, kernel: part.layer?.kernel ?? "",
          output: part.layer?.output.description
            ?? (part.name == "input" ? plan.spec.input.description : ""),
          computedIn: part.host, forward: Pass([part.forward], peak: peak),
          backward: Pass([part.backward], peak: peak))
      },
      total: Part(
        name: "total", kernel: "", output: "",
        forward: Pass(measured.parts.map(\.forward), peak: peak),
        backward: Pass(measured.parts.map(\.backward), peak: peak)),
      imagesPerSecond: measured.imagesPerSecond, accounted: measured.accounted)
  }
}

extension LayerReport.Pass {
  /// Passes one after the other; nil if there is none.
  /// - Parameter peak: what a thread does at most, in 10⁹ operations per second.
  fileprivate init?(_ passes: [EngineBenchmark.Pass?], peak: Double) {
    let passes = passes.compactMap { $0 }
    if passes.isEmpty { return nil }
    let seconds = passes.reduce(0) { $0 + $1.seconds }
    let flops = passes.reduce(0) { $0 + $1.flops }
    microseconds = seconds * 1e6
    guard flops > 0, seconds > 0 else { return }
    let rate = Double(flops) / seconds * 1e-9
    gigaflops = rate
    shareOfPeak = rate / peak
  }
}
