package import Diagnostics
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let wrongScheme = DiagnosticKind(
    "E0608", "wrong-scheme",
    summary: "`https` inside the private network, or `http` for a public address",
    explanation: """
      TLS ends where the platform takes in requests from the internet. Inside the private network services speak plain
      `http`: with `https` the other side answers with something that is no handshake, and the connection fails.

      For public addresses it is the other way round: browsers get `https`, and compare origins as texts. An origin
      with `http` never equals the one that they send.

      Outputs have the right scheme: `private_url`, `public_url`, `origin`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi }
        worker:
          type: worker
          start: python worker.py
          variables:
            API_URL: https://$<<api.private_host>>:$<<api.port>>/v1
                     ^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi }
        worker:
          type: worker
          start: python worker.py
          variables:
            API_URL: http://$<<api.private_host>>:$<<api.port>>/v1
      """, foreign: .speaks)
}

/// `https` to a private host, `http` for a public one.
package enum WrongScheme: VariableCheck {
  package static var kind: DiagnosticKind { .wrongScheme }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    let value = variable.resolved
    guard context.kind != .local, !value.isPoisoned, let node = variable.declaration?.value else { return }
    if let items = value.items {
      for item in items {
        if let literal = item.literal { origin(literal, at: item.span, nil, variable, service, context) }
      }
      return
    }
    if let literal = value.literal {
      guard literal.utf8.starts(with: "http".utf8) else { return }
      guard case .list(.origin) = Expectation.of(variable, in: service).type else {
        origin(literal, at: node.span, node.span(of: 0..<4), variable, service, context, output: "public_url")
        return
      }
      let bytes = Array(literal.utf8)
      for range in ListText.items(of: literal, separator: variable.declaration?.separator?.value ?? ",") {
        origin(
          String(decoding: bytes[range], as: UTF8.self), at: node.span(of: range),
          node.span(of: range.lowerBound..<(range.lowerBound + 4)), variable, service, context)
      }
      return
    }
    guard case .concat(let parts) = value.value.expression, parts.count > 1, case .literal(let front) = parts[0],
      case .output(let name, let output) = parts[1], node.text?.hasPrefix(front) == true
    else { return }
    let path = context.path(service, variable)
    if front == "https://", output == "private_host" {
      context.report(kind, at: node.span(of: 0..<5), path: path, "inside the private network `\(name)` speaks `http`") {
        $0.notes = ["TLS ends where requests from the internet come in; behind that there is none"]
        $0.help = ["write `http`, or `$<<\(name).private_url>>` for all of it"]
        $0.fixes = [FixIt("write `http`", .safe, [.init(node.span(of: 0..<5), "http")])]
      }
    } else if front == "http://", output == "public_domain" {
      context.report(kind, at: node.span(of: 0..<4), path: path, "the public address of `\(name)` uses `https`") {
        $0.help = ["write `https`, or `$<<\(name).public_url>>` for all of it"]
        $0.fixes = [FixIt("write `https`", .safe, [.init(node.span(of: 0..<4), "https")])]
      }
    }
  }

  /// An origin or an address of this very project, which browsers reach with `https`.
  /// - Parameter output: of the service, that gives it.
  private static func origin(
    _ text: String, at span: Span, _ scheme: Span?, _ variable: VariableSymbol, _ service: ServiceSymbol,
    _ context: CheckContext, output: String = "origin"
  ) {
    guard variable.inheritedFrom == nil, text.hasPrefix("http://"), let host = URLText(text)?.host.lowercased(),
      let owner = context.services.first(where: { $0.exposure.domains.contains(host) })
    else { return }
    context.report(
      kind, at: scheme ?? span, path: context.path(service, variable),
      "the public \(output == "origin" ? "origin" : "address") of `\(owner.name)` uses `https`"
    ) {
      if output == "origin" {
        $0.notes = ["browsers compare origins as texts: `http` never equals the `https` that they send"]
      }
      $0.help = ["write `https://\(host)`, or `$<<\(owner.name).\(output)>>`"]
      let place = scheme ?? Span(file: span.file, start: Int(span.start), end: Int(span.start))
      if scheme != nil { $0.fixes = [FixIt("write `https`", .safe, [.init(place, "https")])] }
    }
  }
}
