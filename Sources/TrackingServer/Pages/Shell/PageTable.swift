import Markup

/// A plain table: a line of titles, then rows whose first cell tells what the row is of.
struct PageTable {
  let titles: [String]
  /// The columns of numbers.
  var numbers: ClosedRange<Int>?

  init(_ titles: [String], numbers: ClosedRange<Int>? = nil) {
    self.titles = titles
    self.numbers = numbers
  }

  func html(_ rows: [[HTML]]) -> HTML {
    Tag.div(.class("scroll")) {
      Tag.table {
        Tag.thead {
          Tag.tr {
            for (index, title) in titles.enumerated() {
              Tag.th(.scope("col"), style(index)) { title }
            }
          }
        }
        Tag.tbody { for row in rows { Tag.tr { cells(row) } } }
      }
    }
  }

  private func cells(_ row: [HTML]) -> HTML {
    HTML {
      for (index, cell) in row.enumerated() {
        if index == 0 {
          Tag.th(.scope("row"), style(index)) { cell }
        } else {
          Tag.td(style(index)) { cell }
        }
      }
    }
  }

  private func style(_ column: Int) -> HTMLAttribute? {
    numbers?.contains(column) == true ? .class("number") : nil
  }
}
