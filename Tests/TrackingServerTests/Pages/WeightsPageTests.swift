import ConvEngine
import Foundation
import RunStore
import Testing

@testable import TrackingServer

@Suite struct WeightsPageTests {
  private static let tensors = [
    NamedTensor(name: "conv.kernel", shape: [1, 1, 3, 2], values: [1, 0, -1, 0, 2, 0]),
    NamedTensor(name: "<b>", shape: [2], values: [.infinity, 3]),
  ]

  @Test func showsTheTensorsOfALoggedFile() async throws {
    let visitor = try Visitor()
    let run = try visitor.addRun("first")
    try visitor.addArtifact("a b/w.safetensors", WeightFile.safetensors(Self.tensors), to: run)
    try visitor.addArtifact("model.json", Array("{}".utf8), to: run)
    let address = "/runs/\(run)/weights?artifact=a%20b%2Fw.safetensors"
    let list = try await visitor.get("/runs/\(run)").text
    #expect(list.contains("<a href=\"\(address)\""))
    #expect(!list.contains("weights?artifact=model"))

    let page = try await visitor.get(address)
    #expect(page.status == 200)
    for piece in [
      "Artifact a b/w.safetensors", "<th scope=\"row\">conv.kernel</th><td>1×1×3×2</td>",
      "<th scope=\"row\">&lt;b&gt;</th><td>2</td>", "<td class=\"number\">2.4495</td>",
      "1 of 2 (50.0 %)", "NaN or ±Inf", "1 (50.0 %)", "data:image/png",
      "convoy weights show first --artifact &#39;a b/w.safetensors&#39; --db",
    ] {
      #expect(page.text.contains(piece), "\(piece)")
    }

    let json = try await visitor.get(address, accept: "application/json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any])
    #expect(object["artifact"] as? String == "a b/w.safetensors")
    let tensors = try #require(object["tensors"] as? [[String: Any]])
    #expect(tensors.map { $0["name"] as? String } == ["conv.kernel", "<b>"])
    #expect(tensors.map { $0["deadFilters"] as? Int } == [1, nil])
    #expect(tensors.map { $0["nonFinite"] as? Int } == [0, 1])
  }

  /// Header and elements of a file that is not what it says.
  private static func file(_ header: String, _ elements: [UInt8] = []) -> [UInt8] {
    let count = UInt64(header.utf8.count)
    return withUnsafeBytes(of: count.littleEndian) { Array($0) } + header.utf8 + elements
  }

  @Test(arguments: [
    (Array("no weights at all".utf8), "a safetensors file starts with its header"), ([], "header"),
    (WeightFile.safetensors(tensors).dropLast(), "tensors follow one another"),
    (
      file(#"{"<script>":{"dtype":"X","shape":[],"data_offsets":[0,0]}}"#),
      "tensor &lt;script&gt; of type X"
    ),
    (
      file(#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#),
      "tensor a of shape"
    ),
    (Array("PK no archive".utf8), "w.safetensors: offset"),
  ])
  func saysWhatIsWrongWithAFile(_ bytes: [UInt8], _ message: String) async throws {
    let visitor = try Visitor()
    let run = try visitor.addRun("first")
    try visitor.addArtifact("w.safetensors", bytes, to: run)
    let address = "/runs/\(run)/weights?artifact=w.safetensors"
    let page = try await visitor.get(address)
    #expect(page.status == 400 && page.text.contains("role=\"alert\""))
    #expect(page.text.contains(message) && page.text.contains("href=\"/runs/\(run)\""))
    #expect(!page.text.contains("<script>"))
    let json = try await visitor.get(address, accept: "application/json")
    #expect(json.status == 400 && json.text.contains("INVALID_PARAMETER_VALUE"))
    #expect(try await visitor.get("/runs/\(run)").status == 200)
  }

  @Test func takesNoMemoryForAShapeWithoutElements() async throws {
    let visitor = try Visitor()
    let run = try visitor.addRun("first")
    let header = #"{"a":{"dtype":"F32","shape":[0,1152921504606846976],"data_offsets":[0,0]}}"#
    try visitor.addArtifact("w.safetensors", Self.file(header), to: run)
    let page = try await visitor.get("/runs/\(run)/weights?artifact=w.safetensors")
    #expect(page.status == 200 && page.text.contains("<td>0×1152921504606846976</td>"))
  }

  @Test(arguments: [
    ("artifact=none", 404), ("checkpoint=best", 404), ("checkpoint=x", 400), ("", 404),
  ])
  func namesWhatIsMissing(_ fields: String, _ status: Int) async throws {
    let visitor = try Visitor()
    let run = try visitor.addRun("first")
    #expect(try await visitor.get("/runs/\(run)/weights?\(fields)").status == status)
  }
}
