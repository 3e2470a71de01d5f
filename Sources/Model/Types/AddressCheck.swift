import Diagnostics
import Engines
import IR

/// Checks the text of an origin: scheme, host and port, nothing else.
struct OriginCheck {
  let problem: ValueProblem?

  init(_ text: String) { problem = Self.check(text) }

  private static func check(_ text: String) -> ValueProblem? {
    if text == "*" { return nil }
    let bytes = Array(text.utf8)
    let whole = 0..<bytes.count
    func problem(_ range: Range<Int>, _ message: String, _ replacement: ValueProblem.Replacement? = nil) -> ValueProblem
    {
      ValueProblem(
        .malformedOrigin, range.isEmpty ? whole : range, message,
        help: ["an origin is what browsers send: `https://app.example.com`, or `http://localhost:3000`"],
        replacement: replacement)
    }
    guard let url = URLText(bytes: bytes) else {
      let isHost = HostText.isHost(text) || HostText.isHostWithPort(text)
      let isLocal = text.hasPrefix("localhost") || text.hasPrefix("127.")
      return problem(
        whole, "an origin begins with `https://` or `http://`",
        isHost ? ValueProblem.Replacement((isLocal ? "http://" : "https://") + text, .unsafe) : nil)
    }
    if url.userRange != nil { return problem(url.userRange ?? whole, "an origin has no user name") }
    guard ["http", "https"].contains(url.scheme.description.lowercased()) else {
      return problem(url.schemeRange, "an origin begins with `https://` or `http://`")
    }
    let tail = url.pathRange.lowerBound..<bytes.count
    if !tail.isEmpty {
      let remove = ValueProblem.Replacement("", .safe, range: tail, title: "remove the path")
      let origin = String(decoding: bytes[..<tail.lowerBound], as: UTF8.self).lowercased()
      return ValueProblem(
        .malformedOrigin, tail, "an origin has no path", label: "browsers send nothing from here on",
        help: ["write `\(origin)`: it must equal what browsers send, to the letter"], replacement: remove)
    }
    let host = url.host.lowercased()
    if url.host != host || url.scheme.name != url.scheme.name.lowercased() {
      let lower = text.lowercased()
      return problem(whole, "an origin is written in lower case", ValueProblem.Replacement(lower, .safe))
    }
    // Some frameworks take patterns such as `https://*.example.com`; the star is theirs to judge.
    let plain = host.hasPrefix("*.") ? String(host.dropFirst(2)) : host
    guard HostText.isHost(plain) else { return problem(url.hostRange, "\(text.quotedForMessage) names no host") }
    if let port = url.port, case .failure = PortNumber.parse(port) {
      return problem(url.portRange ?? whole, "\(port.quotedForMessage) is not a port")
    }
    return nil
  }
}

/// Checks the text of a URL against the schemes that are expected.
struct URLCheck {
  let problem: ValueProblem?

  init(_ text: String, _ schemes: [URLScheme], _ type: ValueType, _ context: LiteralContext) {
    problem = Self.check(text, schemes, type, context)
  }

  private static func check(
    _ text: String, _ schemes: [URLScheme], _ type: ValueType, _ context: LiteralContext
  ) -> ValueProblem? {
    guard let url = URLText(text) else {
      // Frameworks call paths of their own site URLs as well: STATIC_URL, LOGIN_URL.
      if context.isByConvention, schemes.isEmpty, text.hasPrefix("/") { return nil }
      // Prisma's way to write a path of SQLite.
      if text.hasPrefix("file:"), schemes.contains(where: { $0.name == "sqlite" }) { return nil }
      return type.mismatch(text, label: "no scheme such as `\(schemes.first?.description ?? "https")://`")
    }
    if context.isPythonConsumer, let canonical = canonical(url.scheme), canonical.takesDrivers,
      schemes.isEmpty || schemes.contains(where: { $0.name == canonical.name })
    {
      let written = url.scheme.name
      return ValueProblem(
        .postgresScheme, url.schemeRange, "the `\(written)://` scheme is not accepted by SQLAlchemy 1.4 and later",
        label: "the old, short name of `\(canonical.name)`",
        replacement: ValueProblem.Replacement(canonical.name, .safe, range: 0..<written.utf8.count))
    }
    if !schemes.isEmpty, !accepts(url.scheme, schemes) {
      return ValueProblem(
        .urlKindMismatch, url.schemeRange,
        "`\(context.name)` expects \(type.inWords), found \(ValueType.url([url.scheme]).inWords)",
        label: "the scheme of \(ValueType.url([url.scheme]).inWords)",
        help: ["write a URL that begins with \(Words.alternatives(beginnings(schemes)))"])
    }
    if let problem = refusedParameter(url, text) { return problem }
    let needsHost = url.pathRange.isEmpty && networked.contains(url.scheme.name)
    if url.host.isEmpty, needsHost { return type.mismatch(text, label: "no host") }
    if let port = url.port, !port.isEmpty, case .failure = PortNumber.parse(port), let range = url.portRange {
      let problem = ValueType.port.mismatch(port)
      return problem.moved(by: range.lowerBound, count: range.count)
    }
    return nil
  }

  /// Schemes that lead to a machine. Any other may say enough alone: `memory://`, `sqlite://`, `consolemail://`.
  private static let networked: Set<String> = Set(StoreEngines.all.flatMap { $0.scheme?.all ?? [] }).union([
    "http", "https", "ws", "wss", "ftp", "ftps", "sftp", "ssh", "tcp", "amqp", "amqps",
    "sqlserver", "mssql", "ldap", "ldaps", "smtp", "smtps",
  ])

  /// How URLs of these schemes begin; a driver is named by the filter, not by hand.
  private static func beginnings(_ schemes: [URLScheme]) -> [String] {
    let plain = schemes.filter { $0.driver == nil }
    return (plain.isEmpty ? schemes : plain).map { "\($0.description)://" }
  }

  private static func accepts(_ scheme: URLScheme, _ schemes: [URLScheme]) -> Bool {
    let known = canonical(scheme).map { URLScheme($0.name, driver: scheme.driver) } ?? scheme
    return known.isOne(of: schemes)
  }

  /// The scheme that this one is another name of; nil: it is no other name.
  private static func canonical(_ scheme: URLScheme) -> (name: String, takesDrivers: Bool)? {
    guard let known = StoreEngines.speaking(scheme.name)?.scheme, known.synonyms.contains(scheme.name) else {
      return nil
    }
    return (known.name, !known.drivers.isEmpty)
  }

  /// A parameter of the query that the driver does not have.
  private static func refusedParameter(_ url: URLText, _ text: String) -> ValueProblem? {
    guard let client = StoreEngines.speaking(url.scheme.name)?.scheme?.client(url.scheme.driver),
      let first = url.parameters.first(where: { client.refused.contains($0.name) })
    else { return nil }
    let meant = client.renamed[first.name]
    var problem = ValueProblem(
      .asyncpgSSLMode, first.range,
      "\(client.driver) has no parameter `\(first.name)`" + (meant.map { "; it is `\($0)`" } ?? ""),
      label: "a word of libpq")
    problem.replacement = replacement(url, client, Array(text.utf8))
    if problem.replacement == nil { problem.help = ["remove `\(first.name)`, or choose a driver that has it"] }
    return problem
  }

  /// The query with every refused parameter renamed or removed; nil where removing one would change the meaning.
  private static func replacement(
    _ url: URLText, _ client: StoreEngine.Client, _ bytes: [UInt8]
  ) -> ValueProblem.Replacement? {
    guard let query = url.queryRange else { return nil }
    var kept: [String] = []
    var renamed: [String] = []
    var removed: [String] = []
    for parameter in url.parameters {
      if !client.refused.contains(parameter.name) {
        kept.append(String(decoding: bytes[parameter.range], as: UTF8.self))
      } else if let name = client.renamed[parameter.name] {
        let rest = bytes[parameter.nameRange.upperBound..<parameter.range.upperBound]
        kept.append(name + String(decoding: rest, as: UTF8.self))
        renamed.append(name)
      } else if client.needless.contains(parameter.name) {
        removed.append(parameter.name)
      } else {
        return nil
      }
    }
    let title =
      (renamed.map { "write `\($0)`" } + removed.map { "remove `\($0)`" }).joined(separator: " and ")
    let text = kept.joined(separator: "&")
    // The question mark goes with the last parameter.
    let range = text.isEmpty ? query.lowerBound - 1..<query.upperBound : query
    return ValueProblem.Replacement(text, .safe, range: range, title: title)
  }
}

/// Tests of texts that name a host.
package enum HostText {
  /// A host name, an IPv4 address, or an IPv6 address in brackets.
  package static func isHost(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard (1...253).contains(bytes.count) else { return false }
    if bytes[0] == UInt8(ascii: "[") { return isBracketed(bytes) }
    return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy(isLabel)
  }

  /// A host name of at least two labels whose last one is no number.
  package static func isDomain(_ text: String) -> Bool {
    let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard labels.count >= 2, isHost(text), let last = labels.last else { return false }
    return last.count >= 2 && !last.allSatisfy(ValueScanner.isDigit) && !text.utf8.contains(UInt8(ascii: "_"))
  }

  package static func isHostWithPort(_ text: String) -> Bool {
    guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return false }
    guard case .success = PortNumber.parse(String(text[text.utf8.index(after: colon)...])) else { return false }
    return isHost(String(text[..<colon]))
  }

  private static func isLabel(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard (1...63).contains(bytes.count), bytes.first != UInt8(ascii: "-"), bytes.last != UInt8(ascii: "-") else {
      return false
    }
    // Container networks allow `_`, which DNS does not.
    return bytes.allSatisfy {
      ValueScanner.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
    }
  }

  private static func isBracketed(_ bytes: [UInt8]) -> Bool {
    guard bytes.last == UInt8(ascii: "]"), bytes.count >= 4 else { return false }
    return bytes.dropFirst().dropLast().allSatisfy { byte in
      ValueScanner.isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
        || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }
  }
}

extension ValueType {
  func checkName(_ literal: String, _ context: LiteralContext) -> ValueProblem? {
    switch self {
    case .host: return checkHost(literal, context)
    case .domain: return HostText.isDomain(literal) ? nil : mismatch(literal)
    case .hostport: return HostText.isHostWithPort(literal) ? nil : mismatch(literal)
    case .email: return EmailText.isAddress(literal, allowsName: context.isByConvention) ? nil : mismatch(literal)
    case .uuid: return isUUID(literal) ? nil : mismatch(literal)
    case .json: return JSONText.isJSON(literal) ? nil : mismatch(literal)
    default: return literal.isEmpty ? mismatch(literal) : nil
    }
  }

  private func checkHost(_ literal: String, _ context: LiteralContext) -> ValueProblem? {
    if HostText.isHost(literal) { return nil }
    if context.isByConvention {
      // Lists of allowed hosts take `*`, `.example.com` and `*.example.com`.
      if literal == "*" { return nil }
      if let dot = literal.firstIndex(of: "."), ["", "*"].contains(literal[..<dot]),
        HostText.isHost(String(literal[literal.index(after: dot)...]))
      {
        return nil
      }
    }
    if URLText(literal) != nil { return mismatch(literal, label: "a URL; a host name has no scheme") }
    if HostText.isHostWithPort(literal), let colon = literal.utf8.lastIndex(of: UInt8(ascii: ":")) {
      let offset = literal.utf8.distance(from: literal.utf8.startIndex, to: colon)
      return mismatch(literal, at: offset, label: "a host name has no port")
    }
    return mismatch(literal)
  }

  private func isUUID(_ literal: String) -> Bool {
    let parts = literal.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return parts.map(\.count) == [8, 4, 4, 4, 12]
      && parts.allSatisfy { part in
        part.allSatisfy {
          ValueScanner.isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0 | 0x20)
        }
      }
  }
}

/// Tests of e-mail addresses.
enum EmailText {
  /// `name@host`, or `Name <name@host>`.
  static func isAddress(_ text: String, allowsName: Bool) -> Bool {
    if allowsName, text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
      return isAddress(String(text[text.index(after: open)...].dropLast()), allowsName: false)
    }
    guard let at = text.lastIndex(of: "@"), at != text.startIndex else { return false }
    let local = text[..<at]
    return !local.utf8.contains { $0 <= 0x20 || "<>,;@".utf8.contains($0) }
      && HostText.isHost(String(text[text.index(after: at)...]))
  }
}
