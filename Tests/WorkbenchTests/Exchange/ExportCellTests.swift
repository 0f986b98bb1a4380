import RunStore
import Testing

@testable import Workbench

struct ExportCellTests {
  static let cells: [(cell: ExportCell, csv: String, json: String)] = [
    (.none, "", "null"),
    (.number(0.1), "0.1", "0.1"),
    (.number(32), "32", "32"),
    (.number(-0.0), "-0.0", "-0.0"),
    (.number(.nan), "NaN", "\"NaN\""),
    (.number(-.infinity), "-Infinity", "\"-Infinity\""),
    (.number(1e300), "1e+300", "1e+300"),
    (.integer(.min), "-9223372036854775808", "-9223372036854775808"),
    (.text("a\"\u{1}"), "\"a\"\"\u{1}\"", #""a\"\u0001""#),
    (.list(["a", "b=c"]), "\"a,b=c\"", #"["a","b=c"]"#),
    (.list([]), "", "[]"),
    (
      .param(ParamValue(parsing: "18446744073709551615")), "18446744073709551615",
      "18446744073709551615"
    ),
    (.param(ParamValue(parsing: "1e-3")), "1e-3", "1e-3"),
    (.param(ParamValue(parsing: ".5")), ".5", "0.5"),
    (.param(ParamValue(parsing: "-07")), "-07", "-7"),
    (.param(.number(2)), "2", "2"),
    (.param(.text("relu")), "relu", "\"relu\""),
    (.param(.text("")), "\"\"", "\"\""),
  ]

  @Test(arguments: cells.indices)
  func writesEachCellInBothFormats(_ index: Int) {
    let (cell, csv, json) = Self.cells[index]
    #expect(String(decoding: cell.bytes(as: .csv), as: UTF8.self) == csv)
    #expect(String(decoding: cell.bytes(as: .jsonl), as: UTF8.self) == json)
  }

  @Test(arguments: [
    ("a", "a"), ("b,c", "\"b,c\""), ("d\"e", "\"d\"\"e\""), ("f\r\ng", "\"f\r\ng\""),
    ("=1+1", "'=1+1"), ("+1", "'+1"), ("-x", "'-x"), ("@SUM(A1)", "'@SUM(A1)"),
    ("  =1+1", "'  =1+1"), ("\t=1", "'\t=1"), ("'quoted'", "''quoted'"),
    ("\u{FF1D}1", "'\u{FF1D}1"),
    ("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\""),
    ("a=b", "a=b"),
  ])
  func quotesAndGuardsTextInCSV(_ text: String, _ field: String) {
    #expect(String(decoding: ExportCell.text(text).bytes(as: .csv), as: UTF8.self) == field)
    let unquoted =
      field.hasPrefix("\"")
      ? field.dropFirst().dropLast().replacing("\"\"", with: "\"") : Substring(field)
    #expect(CSVText.text(of: String(unquoted)) == text)
  }

  @Test(arguments: [[], ["a"], ["a", "b=c"], ["a,b", "c\\"], ["", "x"], ["\\,", ","]])
  func joinsTagsSoThatTheyCanBeToldApart(_ texts: [String]) {
    #expect(CSVText.separated(CSVText.joined(texts)) == texts)
  }

  @Test(arguments: ["0", "-1", "10.25", "1e5", "1E-05", "-0.0e+1"])
  func knowsJSONsNumbers(_ text: String) { #expect(JSONNumberText.isNumber(text)) }

  @Test(arguments: ["", "-", "01", ".5", "5.", "+5", "1e", "1e+", "0x1", "NaN", "1 "])
  func knowsWhatJSONTakesForNoNumber(_ text: String) { #expect(!JSONNumberText.isNumber(text)) }

  @Test(arguments: [
    ("val_loss", "val_loss"), ("epoch", "metric.epoch"), ("param.x", "metric.param.x"),
    ("metric.y", "metric.metric.y"), ("run", "metric.run"),
  ])
  func namesTheColumnOfEachMetricSoThatItIsNoOther(_ metric: String, _ column: String) {
    #expect(WideColumn.metric(metric).name == column)
    #expect(WideColumn(named: column) == .metric(metric))
    #expect(WideColumn(named: WideColumn.param(metric).name) == .param(metric))
  }
}
