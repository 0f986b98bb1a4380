/// The files that pages refer to, embedded in the program.
package enum PageFile: String, Sendable, CaseIterable {
  case style = "convoy.css"
  case script = "convoy.js"
  case icon = "icon.svg"

  package var bytes: [UInt8] {
    switch self {
    case .style: PackageResources.convoy_css
    case .script: PackageResources.convoy_js
    case .icon: PackageResources.icon_svg
    }
  }

  /// What a browser takes the file for.
  package var mediaType: String {
    switch self {
    case .style: "text/css; charset=utf-8"
    case .script: "text/javascript; charset=utf-8"
    case .icon: "image/svg+xml"
    }
  }
}
