import ArgumentParser
import ConvEngine
import Pictures
import Workbench

extension Convoy {
  struct Convolve: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "convolve",
      abstract: "Convolve a picture with a kernel.",
      discussion: """
        The operator itself, through the same code the networks use: each channel is \
        cross-correlated with the kernel; what lies beyond the border counts as zero.

        Kernels: \(NamedKernel.allCases.map(\.rawValue).joined(separator: ", ")); or weights, row \
        by row: "1 0 -1; 2 0 -2; 1 0 -1".

        Brightness is 0...255. Where the weights sum to 1/2 or more (blurs, sharpening) the result \
        is cut to that range; where they sum to less (edges) its absolute value is, so that both \
        directions of an edge show.
        """)

    @Argument(
      help: "The picture.", completion: .file(extensions: ["png", "jpg", "jpeg", "ppm", "pgm"]))
    var image: String

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("A kernel's name, or its weights.", valueName: "kernel"),
      completion: .list(NamedKernel.allCases.map(\.rawValue)))
    var kernel: String

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Step: one number, or height,width.", valueName: "n"))
    var stride = Extent(1)

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("Border: same, valid, one number, or height,width.", valueName: "p"))
    var padding = Padding.same

    @Option(
      name: .shortAndLong, help: ArgumentHelp("The new picture.", valueName: "file"),
      completion: .file(extensions: ["png", "ppm", "pgm"]))
    var output: String

    @OptionGroup var engine: EngineOptions

    func run() throws {
      let kernel = try PictureKernel(parsing: kernel)
      let picture = try PictureFile.read(image)
      let result = try kernel.applied(
        to: picture, stride: stride, padding: padding, execution: engine.execution)
      let file = try OutputFile(output)
      try file.write(PictureFile.bytes(of: result, for: output))
      try file.finish()
    }
  }
}
