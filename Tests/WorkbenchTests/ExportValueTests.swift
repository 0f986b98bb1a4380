import RunStore
import Testing

@testable import Workbench

struct ExportValueTests {
  @Test func writesExportValues() {
    #expect(ExportValue.number(0.1).csvField == "0.1")
    #expect(ExportValue.number(32).json == "32")
    #expect(ExportValue.number(.nan).csvField == "NaN")
    #expect(ExportValue.number(-.infinity).json == "\"-Infinity\"")
    #expect(ExportValue.none.csvField == "")
    #expect(ExportValue.none.json == "null")
    #expect(ExportValue.list(["a", "b=c"]).csvField == "a,b=c")
    #expect(ExportValue.list(["a", "\"b\"\u{1}"]).json == #"["a","\"b\"\u0001"]"#)
  }

  @Test func keepsEveryDigitOfAWholeNumber() {
    let seed = ExportValue(ParamValue(parsing: "18446744073709551615"))
    #expect(seed.csvField == "18446744073709551615")
    #expect(seed.json == "18446744073709551615")
    #expect(ExportValue(ParamValue(parsing: "9007199254740993")).json == "9007199254740993")
    #expect(ExportValue(ParamValue(parsing: "1e-3")).csvField == "0.001")
    #expect(ExportValue(ParamValue(parsing: "1e300")).json == "1e+300")
    #expect(ExportValue(ParamValue(parsing: "relu")).json == "\"relu\"")
  }

  @Test func quotesCSVFields() {
    #expect(CSVRow(["a", "", "b,c", "d\"e", "f\r\ng"]).text == "a,,\"b,c\",\"d\"\"e\",\"f\r\ng\"")
  }
}
