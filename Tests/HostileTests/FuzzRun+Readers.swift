import ConvEngine
import Datasets
import Foundation
import Pictures
import RunStore
import TestSupport
import Training
import Workbench

extension FuzzRun {
  static func experiments() -> FuzzRun {
    FuzzRun(
      name: "experiment files",
      mutation: Mutation(
        words: words(
          """
          name: x|model:|- conv: {depth: 8, kernel: 3}|- flatten|- dense: {units: 10}|- max_pool: {size: 2}|&a|\
          *a|<<: *a|[1, 2]|{|}|[|]|training: {epochs: 1}|$depth|!!int|? x|---|"\\u0000"|'|\n|\n  |null|~|1e9|\
          hyperparameters: {depth: 4}|padding: same|stride: 1000000|kernel: [1, 1000000]|units: 1000000|- dropout: 0.5
          """)),
      samples: [
        Array(
          """
          name: shapes-quick
          dataset: {name: shapes, train: 400, test: 100, seed: 1, validation: 0.1}
          hyperparameters: {depth: 16, kernel: 3, hidden: 64, learning_rate: 0.001}
          model:
            - conv: {depth: $depth, kernel: $kernel, padding: same, activation: relu}
            - max_pool: {size: 2}
            - average_pool: {size: [1, 2], stride: 2}
            - dropout: 0.25
            - flatten
            - dense: {units: $hidden, activation: relu}
            - dense: {units: 10}
          training: {epochs: 3, batch: 32, optimizer: {adam: {learning_rate: $learning_rate}}, seed: 1}
          tags: [demo]
          """.utf8)
      ]
    ) { input, random in
      let text = String(decoding: input, as: UTF8.self)
      let spec = try ExperimentSpec(text: text, path: "x.yaml")
      _ = try spec.plan(instructionSet: .portable)
      let overrides = ["model.0.conv.depth=\(text.prefix(random.below(40)))", "depth=64"]
      _ = try ExperimentSpec(text: text, path: "x.yaml", overrides: overrides)
    }
  }

  static func sweeps() -> FuzzRun {
    let experiment = """
      name: small
      dataset: {name: shapes, train: 400, test: 100, validation: 0.1}
      hyperparameters: {depth: 16, rate: 0.001}
      model: [conv: {depth: $depth, kernel: 3}, flatten, dense: 10]
      training: {epochs: 9, optimizer: {adam: {learning_rate: $rate}}}
      """
    return FuzzRun(
      name: "sweep files",
      mutation: Mutation(
        words: words(
          """
          depth|rate|: |[1, 2]|[1, 1]|{choice: [a]}|{range: [1, 9, 2]}|{linspace: [0, 1, 5]}|\
          {logspace: [1e-9, 1e9, 10000]}|{uniform: [-1e308, 1e308]}|{log_integer: [1, 9223372036854775807]}|\
          {integer: [-9223372036854775808, 9223372036854775807]}|when: {depth: 16}|strategy: tpe|grid|sobol|\
          trials: 100000|asha|hyperband|min_epochs: 1|reduction_factor: 2|set: {training.epochs: 1000000}|$x|\n
          """)),
      samples: [
        Array(
          """
          name: search
          experiment: small.yaml
          set: {training.batch: 16}
          space:
            depth: [8, 16]
            rate: {log_uniform: [1e-4, 1e-1]}
            model.0.conv.activation: {choice: [relu, gelu], when: {depth: 16}}
            model.0.conv.kernel: {integer: [1, 7]}
          strategy: random
          trials: 20
          metric: val_accuracy
          scheduler: {hyperband: {min_epochs: 2, reduction_factor: 3}}
          """.utf8)
      ],
      // A grid has up to 10,000 configurations whatever the length of its file.
      slack: 8 << 20
    ) { input, _ in
      let spec = try SweepSpec(
        text: String(decoding: input, as: UTF8.self), path: "s.yaml", experimentText: experiment)
      _ = SweepPlan(spec).decide([])
    }
  }

  static func filters() throws -> FuzzRun {
    let folder = try TemporaryFolder()
    let store = try RunStore(path: folder.path("convoy.sqlite"))
    _ = try store.importRuns(
      [ImportedRun(id: nil, name: "a", experiment: "e", status: .finished, startedAt: Date())],
      from: "here")
    return FuzzRun(
      name: "filter expressions",
      mutation: Mutation(
        words: words(
          """
          metrics.|params.|tags.|attributes.|loss|`a b`|.max|.count|=|!=|<|>=|like|ilike|in|not|and|or|(|)|,|\
          'text'|"text"|''|between|is null|is not null|-1|1e400|0x1|%|_|;|--|/*|name|status|'finished'|started_at|\
          '2026-11-23'|true|*|@|val_accuracy@5|1.5.|'|"|`|((((((((
          """)),
      samples: [
        "metrics.val_accuracy > 0.75 and (params.depth in (32, 64) or tags.kind = 'baseline')",
        "not attributes.status = 'failed' and name like 'a%' or started_at between '2026-01-01' and '2027-01-01'",
        "tags.`odd name` is not null and metrics.loss.min <= -1.5e-3",
      ].map { Array($0.utf8) }
    ) { input, _ in
      let text = String(decoding: input, as: UTF8.self)
      _ = try? RunSort(parsing: text)
      let filter = try Filter(parsing: text)
      let printed = filter.description
      let again = try Filter(parsing: printed).description
      precondition(again == printed, "\(text) was printed as \(printed)")
      _ = try store.runs(RunQuery(where: filter, limit: 3))
      // The folder is needed as long as the store.
      withExtendedLifetime(folder) {}
    }
  }

  private static let tensors = [
    NamedTensor(name: "conv_1.kernel", shape: [2, 3], values: [1, 2, 3, 4, 5, 6]),
    NamedTensor(name: "b", shape: [], values: [3]),
  ]

  static func safetensors() -> FuzzRun {
    FuzzRun(
      name: "safetensors files",
      mutation: Mutation(
        words: words(
          #""dtype"|"F32"|"shape"|[|]|{|}|"data_offsets"|[0,4]|[4,0]|"__metadata__"|:|,|"\u0000"|[1e9,1e9]"#
        )),
      samples: [WeightFile.safetensors(tensors, metadata: ["a": "b"])]
    ) { input, random in
      var scanner = SafetensorsScanner(path: "w", size: input.count)
      let cut = random.below(input.count + 1)
      var values = 0
      do {
        for part in [input[..<cut], input[cut...]] {
          scanner.append(Array(part))
          while let (_, next) = try scanner.next() { values += next.count }
        }
        try scanner.finish()
      } catch is WeightFileError {}
      precondition(values <= input.count, "numbers invented")
      let found = try WeightFile.read(input, path: "w")
      precondition(found.reduce(0) { $0 + $1.values.count } <= input.count, "numbers invented")
    }
  }

  static func npz() throws -> FuzzRun {
    FuzzRun(
      name: "npz files",
      mutation: Mutation(
        words: words(
          "PK\u{1}\u{2}|PK\u{3}\u{4}|PK\u{5}\u{6}|'descr'|'<f4'|(|)|,|True|False|.npy|\u{93}NUMPY")),
      samples: [try WeightFile.npz(tensors)]
    ) { input, _ in
      let found = try WeightFile.read(input, path: "w")
      precondition(found.reduce(0) { $0 + $1.values.count } <= input.count, "numbers invented")
    }
  }

  static func cifar() throws -> FuzzRun {
    let folder = try TemporaryFolder()
    let record = [3] + [UInt8](repeating: 7, count: 3072)
    let names = "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n"
    for index in 1...5 { try folder.write(record, to: "data_batch_\(index).bin") }
    try folder.write(record, to: "test_batch.bin")
    try folder.write(names, to: "batches.meta.txt")
    return FuzzRun(
      name: "CIFAR files", mutation: Mutation(words: [record, [10], [9], Array(names.utf8)]),
      samples: [record, record + record, Array(names.utf8)]
    ) { input, random in
      let name = random.one(of: ["data_batch_1.bin", "test_batch.bin", "batches.meta.txt"])
      try folder.write(input, to: name)
      defer {
        // Sound again for the next case.
        _ = try? folder.write(name.hasSuffix(".bin") ? record : Array(names.utf8), to: name)
      }
      _ = try CIFAR10(folder: folder.path).read()
    }
  }

  /// Both formats announce their size and may then hold few bytes; what they announce, up to the limit, is
  /// taken, and may be filled. A low limit keeps that within a case's memory and time.
  static func pictures() throws -> FuzzRun {
    let most = 1 << 20
    let picture = NetpbmImage(height: 5, width: 7, channels: 3, values: (0..<105).map { UInt8($0) })
    return FuzzRun(
      name: "PNG and JPEG pictures",
      mutation: Mutation(words: words("IHDR|PLTE|tRNS|IDAT|IEND|zTXt|iCCP|gAMA|JFIF|Exif|Adobe")),
      samples: [
        SamplePictures.progressiveJPEG, SamplePictures.greyJPEG, SamplePictures.transparentPNG,
        try PictureFile.png(picture),
      ],
      slack: 6 * most + (1 << 20)
    ) { input, _ in _ = try PictureFile.picture(of: input, path: "p", atMost: most) }
  }

  static func netpbm() -> FuzzRun {
    FuzzRun(
      name: "Netpbm pictures",
      mutation: Mutation(
        words: words("P6|P5|P3|P2|P1|P4|#|\n|255|65535|0|1000000000|99999999999999999999| ")),
      samples: [
        Array("P6\n2 2\n255\n".utf8) + (0..<12), Array("P5 # x\n3 1 65535\n".utf8) + (0..<6),
        Array("P3\n1 2\n15\n1 2 3 4 5 15\n".utf8), Array("P2 2 1 9 0 9".utf8),
      ]
    ) { input, _ in _ = try NetpbmImage(bytes: input, path: "p") }
  }

  /// Pieces with `|` between them.
  static func words(_ text: String) -> [[UInt8]] {
    text.split(separator: "|").map { Array($0.utf8) }
  }
}
