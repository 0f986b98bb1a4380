import Testing

@testable import convoy

struct TextTableTests {
  private let table = TextTable(
    [.text("name"), .number("val_accuracy"), .text("tags")],
    rows: [
      ["cifar10-cnn-1", "0.7636", "baseline,first"], ["mlp", "–", ""], ["短い名前", "12.5", "é"],
    ])

  @Test func alignsTextLeftAndNumbersRight() {
    #expect(
      table.lines() == [
        "name           val_accuracy  tags",
        "cifar10-cnn-1        0.7636  baseline,first",
        "mlp                       –",
        "短い名前               12.5  é",
      ])
  }

  @Test func cutsTheLastTextColumnOnATerminalOnly() {
    let narrow = Destination(palette: .plain, width: 38)
    #expect(table.lines(for: narrow)[1] == "cifar10-cnn-1        0.7636  baseline…")
    #expect(table.lines(for: narrow).allSatisfy { $0.displayWidth <= 38 })
  }

  @Test func keepsEightColumnsOfTheLastTextColumn() {
    let tiny = Destination(palette: .plain, width: 10)
    #expect(table.lines(for: tiny)[1] == "cifar10-cnn-1        0.7636  baselin…")
  }

  @Test func coloursWithoutMovingColumns() {
    let coloured = Destination(palette: Palette(isEnabled: true), width: 200)
    var table = TextTable([.text("status"), .text("name")])
    table.append([.init("failed", style: .bad), "a"])
    #expect(
      table.lines(for: coloured) == [
        "\u{1B}[1mstatus\u{1B}[0m  \u{1B}[1mname\u{1B}[0m", "\u{1B}[31mfailed\u{1B}[0m  a",
      ])
  }

  @Test func keepsControlCharactersFromTheTerminal() {
    let table = TextTable([.text("note")], rows: [["one\ntwo\u{1B}[31m"]], showsTitles: false)
    #expect(table.lines() == ["one two [31m"])
  }

  @Test func printsTitlesAloneWithoutRows() {
    #expect(TextTable([.text("name"), .number("n")]).lines() == ["name  n"])
  }

  @Test(arguments: [("abc", 3), ("日本", 4), ("e\u{301}", 1), ("🙂", 2), ("", 0), ("½", 1)])
  func measuresText(text: String, width: Int) { #expect(text.displayWidth == width) }

  @Test(arguments: [("abcdef", 4, "abc…"), ("日本語", 4, "日…"), ("abc", 3, "abc"), ("ab", 1, "…")])
  func cutsText(text: String, width: Int, expected: String) {
    #expect(text.truncated(to: width) == expected)
  }
}
