import ConvEngine
import Foundation
import Testing

@testable import Training

@Suite struct ExperimentErrorTests {
  /// `sample` with one part replaced, and what the message says then.
  @Test(arguments: [
    (
      "kernel: $kernel", "kernal: $kernel",
      #"x.yaml:6:27: unknown key "kernal"; did you mean "kernel"? accepted: depth, kernel, stride, padding, bias, activation, initializer"#
    ),
    (
      "kernel: $kernel, ", "",
      "x.yaml:6:11: model.0.conv has no kernel; accepted: kernel: 3"
    ),
    (
      "kernel: [5, 3]", "kernel: [5, 3, 1]",
      "x.yaml:4:37: model.0.conv.kernel: found a list of 3 (from $kernel); accepted: a whole number from 1 to 1000000, or two as [height, width]"
    ),
    (
      "kernel: [5, 3]", "kernel: [5, 0]",
      "x.yaml:4:41: model.0.conv.kernel.1: found 0; accepted: a whole number from 1 to 1000000"
    ),
    (
      "stride: [2, 3]", "stride: -1",
      "x.yaml:6:52: model.0.conv.stride: found -1; accepted: a whole number from 1 to 1000000, or two as [height, width]"
    ),
    (
      "padding: same", "padding: sane",
      "x.yaml:6:69: model.0.conv.padding: found sane; accepted: same, valid, a whole number, or two as [height, width]"
    ),
    (
      "activation: relu", "activation: rleu",
      #"x.yaml:6:87: model.0.conv.activation: unknown word "rleu"; did you mean "relu"? accepted: linear, relu, leaky_relu, gelu, silu, tanh, sigmoid"#
    ),
    (
      "$depth,", "$detph,",
      #"x.yaml:6:19: model.0.conv.depth: unknown hyperparameter "$detph"; did you mean "depth"? accepted: depth, kernel, rate"#
    ),
    (
      "$depth,", "8,",
      #"x.yaml:4:19: hyperparameter "depth" is used nowhere; accepted: $depth in dataset, model or training"#
    ),
    (
      "depth: 8,", "depth: eight,",
      "x.yaml:4:26: model.0.conv.depth: found eight (from $depth); accepted: a whole number from 1 to 1000000"
    ),
    (
      "depth: 8,", "depth: '8',",
      #"x.yaml:4:26: model.0.conv.depth: found the text "8" (from $depth); accepted: a whole number from 1 to 1000000"#
    ),
    (
      "depth: 8,", "depth: 99999999999999999999,",
      "x.yaml:4:26: model.0.conv.depth: found 99999999999999999999 (from $depth); accepted: a whole number from 1 to 1000000"
    ),
    (
      "depth: 8,", "depth: 0x10,",
      "x.yaml:4:26: model.0.conv.depth: found 0x10 (from $depth); accepted: a whole number from 1 to 1000000"
    ),
    (
      "dropout: 0.25", "dropout: 1",
      "x.yaml:8:14: model.2.dropout.rate: found 1; accepted: a number from 0 to less than 1"
    ),
    (
      "dropout: 0.25", "dropout: {raet: 0.5}",
      #"x.yaml:8:15: unknown key "raet"; did you mean "rate"? accepted: rate"#
    ),
    (
      "dropout: 0.25", "dropuot: 0.25",
      #"x.yaml:8:5: unknown layer "dropuot"; did you mean "dropout"? accepted: conv, max_pool, average_pool, global_average_pool, flatten, dense, dropout, activation"#
    ),
    (
      "- flatten", "- flatten: {axis: 1}",
      #"x.yaml:9:15: unknown key "axis"; accepted: none"#
    ),
    (
      "- flatten", "- {flatten: , dropout: 0.1}",
      "x.yaml:9:17: model.3: found 2 keys; accepted: one layer, such as conv: {depth: 32, kernel: 3}"
    ),
    (
      "epochs: 3", "epochs: 0",
      "x.yaml:11:20: training.epochs: found 0; accepted: a whole number from 1 to 1000000"
    ),
    (
      "epochs: 3, ", "",
      "x.yaml:11:11: training has no epochs; accepted: epochs: 12"
    ),
    (
      "batch: 16", "batch: 2.5",
      "x.yaml:11:30: training.batch: found 2.5; accepted: a whole number from 1 to 1000000"
    ),
    (
      "seed: 7", "seed: -7",
      "x.yaml:11:83: training.seed: found -7; accepted: a whole number from 0 to 9223372036854775807"
    ),
    (
      "rate: 0.001", "rate: 0",
      "x.yaml:4:51: training.optimizer.adam.learning_rate: found 0 (from $rate); accepted: a number greater than 0"
    ),
    (
      "rate: 0.001", "rate: .nan",
      "x.yaml:4:51: training.optimizer.adam.learning_rate: found .nan (from $rate); accepted: a number greater than 0"
    ),
    (
      "adam:", "adma:",
      #"x.yaml:11:46: unknown optimizer "adma"; did you mean "adam"? accepted: adam, adamw, sgd"#
    ),
    (
      "seed: 7", "monitor: val_lss",
      #"x.yaml:11:86: training.monitor: no metric "val_lss"; did you mean "val_loss"? accepted: val_loss, val_accuracy, train_loss, train_accuracy"#
    ),
    (
      "seed: 7", "stop: val_loss > 2 * mim",
      #"x.yaml:11:83: training.stop: column 16: found "mim"; did you mean "min"? accepted: min, max, first, last"#
    ),
    (
      "seed: 7", "early_stopping: {patience: 0}",
      "x.yaml:11:104: training.early_stopping.patience: found 0; accepted: a whole number from 1 to 1000000"
    ),
    (
      "seed: 7", "early_stopping: soon",
      "x.yaml:11:93: training.early_stopping: found soon; accepted: a number of epochs, or the keys patience, min_delta, monitor"
    ),
    (
      "seed: 7", "checkpoints: best",
      #"x.yaml:11:90: training.checkpoints: unknown word "best"; accepted: best_and_last, all"#
    ),
    (
      "seed: 7", "kernels: dirct",
      #"x.yaml:11:86: training.kernels: unknown word "dirct"; did you mean "direct"? accepted: automatic, direct"#
    ),
    (
      "validation: 0.2", "validation: 1",
      "x.yaml:3:49: dataset.validation: found 1; accepted: a number from 0 to less than 1"
    ),
    (
      "name: shapes", "name: shaeps",
      #"x.yaml:3:17: dataset.name: unknown data set "shaeps"; did you mean "shapes"? accepted: cifar10, shapes"#
    ),
    (
      "name: shapes", "name: cifar10",
      #"x.yaml:3:26: unknown key "train"; accepted: name, validation"#
    ),
    (
      "name: sample", "name: my sample",
      "x.yaml:1:7: name: found my sample; accepted: up to 100 letters, digits, -, _ and ., no - first"
    ),
    (
      "name: sample\n", "",
      "x.yaml:1:1: the experiment has no name; accepted: name: a word, such as my-experiment"
    ),
    (
      "tags: [baseline, small]", "tags: baseline",
      "x.yaml:12:7: tags: found baseline; accepted: a list of words, such as [baseline]"
    ),
    (
      "tags: [baseline, small]", #"tags: ["a\nb"]"#,
      #"x.yaml:12:8: tags.0: found the text "a b"; accepted: a word, or word=value, on one line"#
    ),
    (
      "tags: [baseline, small]", "tag: [baseline]",
      #"x.yaml:12:1: unknown key "tag"; did you mean "tags"? accepted: name, question, dataset, hyperparameters, model, training, tags"#
    ),
    (
      "tags: [baseline, small]", "name: again",
      #"x.yaml:12:1: key "name" appears twice; accepted: each key once"#
    ),
    (
      "dropout: 0.25", "dropout: &rate 0.25",
      "x.yaml:8:14: a YAML anchor or alias; accepted: a hyperparameter, written $name where used"
    ),
    (
      "[baseline, small]", "[baseline, small",
      "x.yaml:13:1: not YAML: while parsing a flow sequence, did not find expected ',' or ']'; accepted: YAML 1.1"
    ),
    (
      "question: What of it?", "question: What: of it?",
      "x.yaml:2:15: not YAML: mapping values are not allowed in this context; accepted: YAML 1.1"
    ),
    (
      "question: What of it?", "question: \u{7}",
      "x.yaml:2:11: not YAML: control characters are not allowed; accepted: YAML 1.1"
    ),
    (
      "tags: [baseline, small]", "--- {}",
      "x.yaml:12:1: not YAML: expected a single document in the stream, but found another document; accepted: YAML 1.1"
    ),
    (
      "tags: [baseline, small]", "tags: {[a]: b}",
      "x.yaml:12:8: a key that is no plain word; accepted: a word"
    ),
  ])
  func saysWhereAndWhat(part: String, replacement: String, expected: String) {
    let text = sample.replacingOccurrences(of: part, with: replacement)
    #expect(text != sample)
    let error = #expect(throws: ExperimentError.self) { try read(text) }
    #expect(error?.description == expected)
    #expect(error?.isOverride == false)
  }

  @Test(arguments: [
    ("", "x.yaml: the file is empty; accepted: the keys name, dataset, model, training"),
    ("# nothing\n", "x.yaml: the file is empty; accepted: the keys name, dataset, model, training"),
    ("--- \n", "x.yaml: the file is empty; accepted: the keys name, dataset, model, training"),
    (
      "just words",
      "x.yaml:1:1: found just words; accepted: the keys name, question, dataset, hyperparameters, model, training, tags"
    ),
    (
      "- a",
      "x.yaml:1:1: found a list of 1; accepted: the keys name, question, dataset, hyperparameters, model, training, tags"
    ),
    (
      "name: a\ndataset: cifar10\nmodel:\ntraining: {epochs: 1}",
      "x.yaml:3:7: model: found nothing; accepted: a list of layers, each - conv: {…}, - flatten, …"
    ),
    (
      "name: a\nmodel: [flatten]\ntraining: {epochs: 1}",
      "x.yaml:1:1: the experiment has no dataset; accepted: dataset: cifar10 or {name: cifar10, validation: 0.1}"
    ),
    (
      String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
      "x.yaml:1:22: more than 20 levels of nesting; accepted: fewer"
    ),
    (
      "a: " + String(repeating: "[", count: 100_000),
      "x.yaml:1:5: not YAML: while parsing, Maximum nesting level reached, set with yaml_set_max_nest_level()); accepted: YAML 1.1"
    ),
  ])
  func refusesWhatIsNoExperiment(text: String, expected: String) {
    let error = #expect(throws: ExperimentError.self) { try read(text) }
    #expect(error?.description == expected)
  }

  @Test func aliasesThatMultiplyAreRefusedAtOnce() {
    var text = "a0: &a0 [x, x]\n"
    for level in 1...40 {
      let items = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(items)]\n"
    }
    let error = #expect(throws: ExperimentError.self) { try read(text) }
    #expect(error?.description.contains("a YAML anchor or alias") == true)
  }

  @Test(arguments: [
    ("a: {depth: 1, b: 2, depth: 3}", "x.yaml:1:21: "),
    ("a:\n  \"é\": 1\n  b: 2\n  \"é\": 3\n  \"é\": 4\n", "x.yaml:4:3: "),
    ("z: 1\nb: 2\nb: 3\nz: 4\n", "x.yaml:3:1: "),
  ])
  func namesThePlaceOfAKeysSecondAppearance(text: String, place: String) {
    let error = #expect(throws: ExperimentError.self) { try read(text) }
    #expect(error?.description.hasPrefix(place) == true, "\(String(describing: error))")
  }

  @Test func skipsAByteOrderMark() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ("\u{FEFF}" + sample).write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try ExperimentSpec(contentsOf: path).text == sample)
  }

  @Test func survivesEveryDamagedByte() {
    let bytes = Array(sample.utf8)
    for index in bytes.indices {
      for byte in Array(#" {}[]:,$-"'&*#!|>%@`"#.utf8) + [0, 10, 9, 0x7F, 0xC3] {
        var damaged = bytes
        damaged[index] = byte
        // Reading gives an experiment or an error; it never traps.
        _ = try? read(String(decoding: damaged, as: UTF8.self))
      }
      _ = try? read(String(decoding: bytes[..<index], as: UTF8.self))
    }
  }

  @Test(
    arguments: [
      (
        "missing.yaml", nil,
        "no such file; accepted: an experiment file, such as experiments/shapes-quick.yaml"
      ),
      ("folder", nil, "is a directory; accepted: a readable experiment file"),
      ("latin.yaml", [0x61, 0x3A, 0x20, 0xE9, 0x0A], "not UTF-8 at byte 3; accepted: UTF-8 text"),
      (
        "large.yaml", [UInt8](repeating: 0x20, count: (1 << 20) + 1),
        "more than 1048576 bytes; accepted: an experiment file of at most 1 MiB"
      ),
    ] as [(String, [UInt8]?, String)])
  func refusesAFile(name: String, bytes: [UInt8]?, expected: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("folder"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent(name).path
    if let bytes { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
    let error = #expect(throws: ExperimentError.self) { try ExperimentSpec(contentsOf: path) }
    #expect(error?.description == "\(path): \(expected)")
    #expect(error?.isNotFound == (name == "missing.yaml"))
  }
}
