import Foundation
import TestSupport
import Testing

@testable import ConvEngine

/// Weight files exchanged with the Python packages they are made for. Runs where the environment
/// variable CONVOY_TEST_PYTHON names a python that has `numpy` and `safetensors`.
@Suite(.enabled(if: Python.path != nil, "CONVOY_TEST_PYTHON names no python"))
struct PythonExchangeTests {
  private static let tensors = [
    NamedTensor(
      name: "conv_1.kernel", shape: [1, 2, 1, 3], values: [1, -2, 3.5, 0, 0x1p-133, 6e30]),
    NamedTensor(name: "conv_1.bias", shape: [3], values: [.infinity, -0.5, 7]),
    NamedTensor(name: "scalar", shape: [], values: [.pi]),
    NamedTensor(name: "empty", shape: [0, 2], values: []),
  ]

  /// Prints each array of a dictionary: name, type, shape and the numbers' bytes.
  private static let show = """
    for name in sorted(arrays):
        a = arrays[name]
        print(name, a.dtype.str, list(a.shape), np.ascontiguousarray(a).tobytes().hex())
    """

  private static let shown = tensors.sorted { $0.name < $1.name }.map { tensor in
    var bytes: [UInt8] = []
    bytes.append(floats: tensor.values)
    let hex = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return "\(tensor.name) <f4 \(tensor.shape) \(hex)"
  }

  @Test func thePackageReadsOurSafetensors() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      WeightFile.safetensors(Self.tensors, metadata: ["run": "1"]), to: "w.safetensors")
    let lines = try Python.run(
      """
      import sys, numpy as np
      from safetensors import safe_open
      from safetensors.numpy import load_file
      arrays = load_file(sys.argv[1])
      \(Self.show)
      print(safe_open(sys.argv[1], "np").metadata())
      """, path)
    #expect(lines == Self.shown + ["{'run': '1'}"])
  }

  @Test func numpyReadsOurNPZ() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(try WeightFile.npz(Self.tensors), to: "w.npz")
    let lines = try Python.run(
      """
      import sys, numpy as np
      arrays = dict(np.load(sys.argv[1]))
      \(Self.show)
      """, path)
    #expect(lines == Self.shown)
  }

  /// Arrays as Python makes them.
  private static let make = """
    import sys, numpy as np
    from safetensors.numpy import save_file
    arrays = {"b.kernel": np.arange(6, dtype="<f4").reshape(2, 3) / 4,
              "a": np.array(-1.5, dtype="<f4"), "none": np.zeros((0, 2), "<f4")}
    """

  private static let made: Set<NamedTensor> = [
    NamedTensor(name: "b.kernel", shape: [2, 3], values: [0, 0.25, 0.5, 0.75, 1, 1.25]),
    NamedTensor(name: "a", shape: [], values: [-1.5]),
    NamedTensor(name: "none", shape: [0, 2], values: []),
  ]

  @Test(arguments: [
    "save_file(arrays, sys.argv[1])",
    "save_file(arrays, sys.argv[1], metadata={'format': 'np'})",
    "np.savez(open(sys.argv[1], 'wb'), **arrays)",
    "np.savez(sys.argv[1] + '.npz', **arrays); import os; os.rename(sys.argv[1] + '.npz', sys.argv[1])",
  ])
  func readsWhatPythonWrites(_ command: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("w")
    _ = try Python.run("\(Self.make)\n\(command)", path)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    #expect(Set(try WeightFile.read(bytes, path: path)) == Self.made)
  }

  @Test(arguments: [
    ("np.savez_compressed(open(sys.argv[1], 'wb'), **arrays)", "a compressed member"),
    ("np.savez(open(sys.argv[1], 'wb'), x=np.zeros(2))", "member x"),
    ("np.savez(open(sys.argv[1], 'wb'), x=np.zeros((2, 3), '<f4').T)", "member x"),
    ("save_file({'x': np.zeros(2)}, sys.argv[1])", "tensor x of type F64"),
  ])
  func refusesWhatItDoesNotSupport(_ command: String, _ found: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("w")
    _ = try Python.run("\(Self.make)\n\(command)", path)
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let error = #expect(throws: WeightFileError.self) { try WeightFile.read(bytes, path: path) }
    #expect(error?.found == found)
  }
}

/// The python a test was told to use.
private enum Python {
  static let path = ProcessInfo.processInfo.environment["CONVOY_TEST_PYTHON"]

  /// Runs a program with one argument and gives the lines it printed.
  static func run(_ program: String, _ argument: String) throws -> [String] {
    let process = Process(), output = Pipe()
    process.executableURL = URL(filePath: path ?? "python3")
    process.arguments = ["-c", program, argument]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "python failed; it said why above")
    return text.split(separator: "\n").map(String.init)
  }
}
