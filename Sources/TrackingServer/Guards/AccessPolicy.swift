import Digests
import Foundation
import HTTPTypes

/// Who may do what. Three things are looked at before a request is answered: the token where there is
/// one; the name the request came under, so that no foreign page reaches this machine by a name of its
/// own (DNS rebinding); and the origin of what changes something, so that no foreign page posts here.
struct AccessPolicy: Sendable {
  /// Names under which this machine calls itself; nil where the server is meant for others.
  private let hostNames: Set<String>?
  private let tokenDigest: [UInt8]?

  init(host: String, token: String?) throws {
    let isLoopback = AccessPolicy.isLoopback(host)
    guard isLoopback || !(token ?? "").isEmpty else { throw ServerError.tokenMissing(host: host) }
    hostNames = isLoopback ? ["localhost", "127.0.0.1", "[::1]", host.lowercased()] : nil
    tokenDigest = token.flatMap { $0.isEmpty ? nil : sha256(Array($0.utf8)) }
  }

  /// Whether only this machine reaches an address.
  static func isLoopback(_ host: String) -> Bool {
    if host.lowercased() == "localhost" || host == "::1" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Why a request is not answered; nil if it is.
  func refusal(of request: HTTPRequest) -> APIError? {
    let authority = request.authority ?? ""
    if let hostNames, !hostNames.contains(AccessPolicy.name(in: authority)) {
      return APIError(
        .permissionDenied,
        "Host: \"\(authority)\"; accepted: localhost or 127.0.0.1 (another machine's name needs --host)"
      )
    }
    if let tokenDigest, !isAuthorized(request.headerFields[.authorization], tokenDigest) {
      return APIError(
        .unauthenticated,
        "a token is needed; accepted: Authorization: Bearer TOKEN, or Basic with the token as password"
      )
    }
    guard request.method != .get, request.method != .head else { return nil }
    if let origin = request.headerFields[.origin],
      origin.lowercased() != "http://\(authority)".lowercased(),
      origin.lowercased() != "https://\(authority)".lowercased()
    {
      return APIError(
        .permissionDenied, "Origin: \"\(origin)\"; accepted: this server's own pages and programs")
    }
    if request.headerFields[AccessPolicy.fetchSite] == "cross-site" {
      return APIError(
        .permissionDenied, "a page of another site; accepted: this server's own pages")
    }
    return nil
  }

  private static let fetchSite: HTTPField.Name = HTTPField.Name("Sec-Fetch-Site") ?? .origin

  /// The name without its port, in lower case.
  private static func name(in authority: String) -> String {
    let lower = authority.lowercased()
    if lower.hasPrefix("["), let end = lower.firstIndex(of: "]") { return String(lower[...end]) }
    return String(lower.prefix { $0 != ":" })
  }

  private func isAuthorized(_ field: String?, _ digest: [UInt8]) -> Bool {
    guard let field else { return false }
    let words = field.split(separator: " ", maxSplits: 1)
    guard words.count == 2 else { return false }
    let token: String
    switch words[0].lowercased() {
    case "bearer": token = String(words[1])
    case "basic":
      guard let data = Data(base64Encoded: String(words[1])),
        let colon = data.firstIndex(of: UInt8(ascii: ":"))
      else { return false }
      token = String(decoding: data[(colon + 1)...], as: UTF8.self)
    default: return false
    }
    // Digests of equal length, every byte looked at: the time tells nothing of the token.
    let difference = zip(sha256(Array(token.utf8)), digest).reduce(0 as UInt8) {
      $0 | ($1.0 ^ $1.1)
    }
    return difference == 0
  }
}
