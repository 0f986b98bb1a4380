import HTTPTypes
import Hummingbird
import Markup
import NIOCore
import PageFiles

/// A whole page: what is particular to it, within what all pages have.
struct Page {
  /// Where a page is among the others.
  enum Place: Hashable {
    case runs, sweeps, trash, other
  }

  /// A sentence on top: what was just done, or what went wrong.
  enum Notice: Sendable, Hashable {
    case done(String)
    case failed(String)
  }

  /// In plain text: the browser's title.
  var title: String
  var place = Place.other
  var notice: Notice?
  /// What prints the same.
  var commands: [CommandText] = []
  /// The address of a stream of the parts that change (`LiveStream`); nil where nothing does.
  var live: Address?
  var content: HTML

  /// - Parameter store: the database's path, for the header.
  func html(store: String) -> HTML {
    let document = Tag.html(.lang("en")) {
      head
      Tag.body(live.map { .data("live", $0.text) }) {
        Tag.a(.class("skip"), .href(Address(fragment: "main"))) { "Skip to the content" }
        header(store: store)
        Tag.main(.id("main")) {
          notice.map(Page.notice)
          content
        }
        if !commands.isEmpty { footer }
      }
    }
    return HTML(written: "<!doctype html>\n" + document.text + "\n")
  }

  func response(store: String, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status,
      headers: [
        .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .vary: "Accept",
      ],
      body: ResponseBody(byteBuffer: ByteBuffer(string: html(store: store).text)))
  }

  private var head: HTML {
    Tag.head {
      Tag.meta(.charset("utf-8"))
      Tag.meta(.name("viewport"), .content("width=device-width, initial-scale=1"))
      Tag.meta(.name("color-scheme"), .content("light dark"))
      Tag.title { "\(title) · convoy" }
      Tag.link(.rel("icon"), .href(StaticFiles.address(.icon)))
      Tag.link(.rel("stylesheet"), .href(StaticFiles.address(.style)))
      Tag.script(.src(StaticFiles.address(.script)), .defer)
    }
  }

  private func header(store: String) -> HTML {
    Tag.header(.class("bar")) {
      Tag.a(.class("brand"), .href(Address())) { "convoy" }
      Tag.nav(.aria("label", "Pages")) {
        link("Runs", Address(), .runs)
        link("Sweeps", Address("sweeps"), .sweeps)
        link("Trash", Address("trash"), .trash)
      }
      Tag.span(.class("store"), .title(store)) {
        store.split(separator: "/").last.map(String.init) ?? store
      }
    }
  }

  private func link(_ text: String, _ address: Address, _ place: Place) -> HTML {
    Tag.a(.href(address), place == self.place ? .aria("current", "page") : nil) { text }
  }

  private static func notice(_ notice: Notice) -> HTML {
    switch notice {
    case .done(let text): Tag.p(.class("notice"), .role("status")) { text }
    case .failed(let text): Tag.p(.class("notice bad"), .role("alert")) { text }
    }
  }

  private var footer: HTML {
    Tag.footer(.class("commands"), .aria("label", "The same on the command line")) {
      Tag.span(.class("quiet")) { "The same on the command line" }
      for command in commands { Tag.code(.class("command"), .tabindex(0)) { command.text } }
    }
  }
}
