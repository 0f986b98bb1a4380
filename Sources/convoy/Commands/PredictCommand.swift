import ArgumentParser
import ConvEngine
import Pictures
import RunStore
import Workbench

extension Convoy {
  struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "predict",
      abstract: "Tell what a run's network takes pictures for.",
      discussion: """
        Pictures may be of any size: the middle of each is cut to the shape of the network's input \
        and scaled to it by averaging areas. Transparent pixels lie over white.
        """)

    @Argument(help: ArgumentHelp("The run.", valueName: "run"))
    var reference: RunReference

    @Argument(
      help: ArgumentHelp("PNG, JPEG, PPM or PGM files.", valueName: "image"),
      completion: .file(extensions: ["png", "jpg", "jpeg", "ppm", "pgm"]))
    var images: [String]

    @OptionGroup var which: CheckpointOption

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("How many classes of each picture to tell.", valueName: "n"))
    var top = 3

    @OptionGroup var engine: EngineOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
      if top < 1 { throw ValidationError("--top: \(top); 1 or more is accepted") }
    }

    func run() throws {
      let store = try store.openForReading()
      let run = try store.resolve(reference.text)
      let prediction = RunPrediction(
        of: run, checkpoint: which.checkpoint, threads: engine.threads, instructionSet: engine.isa)
      let pictures = try images.map { (name: $0, picture: try PictureFile.read($0)) }
      let found = try prediction.predictions(for: pictures, count: top, from: store) {
        $0.fitted(height: $1.height, width: $1.width, channels: $1.channels)
      }
      if output.json { return try printJSON(found) }
      var table = TextTable([.text("image"), .text("class"), .number("probability")])
      for prediction in found {
        for (index, guess) in prediction.classes.enumerated() {
          table.append([
            .init(index == 0 ? prediction.image : ""),
            .init(guess.label, style: index == 0 ? .good : nil),
            .init(Format.percent(guess.probability)),
          ])
        }
      }
      printTable(table)
    }
  }
}
