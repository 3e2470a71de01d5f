package import Diagnostics
import Engines
import IR
import Model
package import Resolution
import Syntax

extension DiagnosticKind {
  package static let privatePort = DiagnosticKind(
    "E0622", "private-port",
    summary: "an address inside the private network has a port on which nothing listens",
    explanation: """
      A public address leads to a proxy that listens on 443 and forwards to the port of the service. Inside the private
      network there is no proxy: `http://api` is port 80 of the container itself, and the connection is refused, because
      the process listens on the number under `port`. A number that is not the one of the service fails the same way.

      Write `$<<api.private_url>>`, which has scheme, host and port, and follows changes of the port.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          port: 3223
        jobs:
          type: worker
          extends: api
          start: python jobs.py
          variables:
            API_URL: http://$<<api.private_host>>/v1
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          port: 3223
        jobs:
          type: worker
          extends: api
          start: python jobs.py
          variables:
            API_URL: $<<api.private_url>>/v1
      """, foreign: .whole)
}

/// The private host of a sibling without its port, or with another one.
package enum PrivatePort: VariableCheck {
  package static var kind: DiagnosticKind { .privatePort }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard let problem = problem(variable, of: service, in: context), variable.inheritedFrom == nil else { return }
    let (sibling, port) = (problem.sibling, problem.sibling.port ?? 0)
    let asked = "\(problem.scheme)://\(problem.sibling.folded)"
    context.report(
      kind, at: problem.place, path: context.path(service, variable),
      problem.written == nil
        ? "`\(asked)` without a port is port \(problem.asked), and `\(sibling.name)` listens on \(port)"
        : "the port in the address is \(problem.asked), and `\(sibling.name)` listens on \(port)"
    ) {
      if let declared = sibling.declaration.port {
        $0.secondary = [.init(declared.span, "the port that it listens on")]
      }
      guard problem.scheme == "http", sibling.type.output("private_url") != nil else {
        $0.help = ["write the port: `\(asked):\(port)`"]
        return
      }
      let reference = "$<<\(sibling.name).private_url>>"
      $0.help = ["write `\(reference)`, which follows changes of the service"]
      $0.fixes = [FixIt("write `\(reference)`", .safe, [.init(problem.place, reference)])]
    }
  }

  /// An address whose port is not the one of the service that it leads to.
  struct Problem {
    let sibling: ServiceSymbol
    let scheme: String
    /// The number that is written; nil: there is none.
    let written: Int?
    /// The number that a client connects to.
    let asked: Int
    /// Scheme, host and port as they are written.
    let place: Span
  }

  static func problem(
    _ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext
  ) -> Problem? {
    guard context.kind != .local, !variable.resolved.isPoisoned, !variable.named.isNotCalled,
      let node = variable.declaration?.value, let text = node.scalar?.text, let prefix = Prefix(text),
      let standard = standardPort(prefix.scheme),
      let sibling = sibling(variable, prefix, besides: service, in: context), let port = sibling.port,
      !sibling.declaration.isTypeGuessed, !BrowserVisibility.isVisible(variable, of: service)
    else { return nil }
    let asked = prefix.port ?? standard
    guard asked != port, !(sibling.type.engine?.otherPorts ?? []).contains(where: { $0.number == asked }) else {
      return nil
    }
    return Problem(
      sibling: sibling, scheme: prefix.scheme, written: prefix.port, asked: asked,
      place: node.span(of: 0..<prefix.end))
  }

  /// The port of a scheme where none is written; nil for schemes over TLS, which are another mistake, and unknown ones.
  private static func standardPort(_ scheme: String) -> Int? {
    switch scheme {
    case "http", "ws": 80
    default:
      StoreEngines.speaking(scheme)?.scheme?.secure == scheme ? nil : StoreEngines.port(ofScheme: scheme)
    }
  }

  /// The service whose private host the address has.
  private static func sibling(
    _ variable: VariableSymbol, _ prefix: Prefix, besides service: ServiceSymbol, in context: CheckContext
  ) -> ServiceSymbol? {
    if let host = prefix.host {
      let name = Platforms.bareName(host.lowercased())
      guard let found = context.analysis.addresses.service(at: host.lowercased(), besides: service),
        found.folded == name
      else { return nil }
      return found
    }
    guard case .concat(let parts) = variable.resolved.value.expression, parts.count > 1,
      case .literal(let front) = parts[0], front.hasSuffix("://"), case .output(let name, let output) = parts[1],
      output == "private_host" || output == "host"
    else { return nil }
    return context.analysis.symbols.service(name)
  }

  /// The beginning of an address, as it is written: scheme, host, port.
  private struct Prefix {
    let scheme: String
    /// Nil where a reference is the host.
    let host: String?
    let port: Int?
    let end: Int

    /// Nil for a text that does not begin with one, and where a reference is the port.
    init?(_ text: String) {
      let bytes = Array(text.utf8)
      guard let colon = text.utf8Range(of: "://"), colon.lowerBound > 0 else { return nil }
      scheme = String(decoding: bytes[..<colon.lowerBound], as: UTF8.self)
      guard scheme.utf8.allSatisfy({ $0.isCodeWord || $0 == UInt8(ascii: "+") }) else { return nil }
      var position = colon.upperBound
      let rest = String(decoding: bytes[position...], as: UTF8.self)
      var reference = false
      for (open, close) in [("$<<", ">>"), ("${{", "}}")] where rest.hasPrefix(open) {
        guard let found = rest.utf8Range(of: close) else { return nil }
        position += found.upperBound
        reference = true
      }
      if reference {
        host = nil
      } else {
        let start = position
        while position < bytes.count,
          bytes[position].isCodeWord || bytes[position] == UInt8(ascii: "-")
            || bytes[position] == UInt8(ascii: ".")
        {
          position += 1
        }
        host = String(decoding: bytes[start..<position], as: UTF8.self)
      }
      var number: Int?
      if position < bytes.count, bytes[position] == UInt8(ascii: ":") {
        let digits = bytes[(position + 1)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let value = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        number = value
        position = digits.endIndex
      }
      guard position == bytes.count || "/?#".utf8.contains(bytes[position]) else { return nil }
      port = number
      end = position
    }
  }
}
