package import Diagnostics
import IR
import Model
import Resolution

extension DiagnosticKind {
  package static let bodyTooSmall = DiagnosticKind(
    "W0933", "body-too-small", tunable: true,
    summary: "a proxy refuses requests that the service behind it accepts",
    explanation: """
      A proxy answers a request whose body is larger than `body` with 413 and does not forward it. Here a variable of a
      service behind it permits larger uploads.

      Users see the error page of the proxy instead of the message that the application has for files that are too large,
      and the limit of the application is never reached.

      Set `body` of the proxy to at least what the service accepts, or lower the limit of the service.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          health: /health
          variables: { MAX_UPLOAD_SIZE: 26214400 }
        edge:
          type: proxy
          public: true
          routes: { /: api }
          body: 10MiB
                ^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          health: /health
          variables: { MAX_UPLOAD_SIZE: 26214400 }
        edge:
          type: proxy
          public: true
          routes: { /: api }
          body: 25MiB
      """)
}

/// A limit of a proxy below one of a service that it leads to.
package enum BodyTooSmall: Check {
  package static var kind: DiagnosticKind { .bodyTooSmall }

  package static func run(in context: CheckContext) {
    for proxy in context.services where proxy.traits.contains(.proxy) {
      guard let limit = context.program.service(proxy.name)?.proxy?.bodyBytes else { continue }
      var seen: Set<String> = []
      for route in proxy.declaration.routes {
        guard let target = route.value.to.flatMap({ context.analysis.symbols.service($0.value) }), target.isEnabled,
          seen.insert(target.folded).inserted, let most = largest(of: target), most.bytes > limit
        else { continue }
        report(proxy, limit, target, most, in: context)
      }
    }
  }

  /// The largest request that a variable of a service permits, where it permits any.
  private static func largest(of service: ServiceSymbol) -> (bytes: Int, variable: VariableSymbol)? {
    service.variables.compactMap { variable in
      guard case .literal(let text) = variable.resolved.value.expression, let bytes = bytes(variable.name, text) else {
        return nil
      }
      return (bytes, variable)
    }.max { $0.bytes < $1.bytes }
  }

  /// The size that a variable permits: a text with a unit, a number of the unit that the name ends in, or of bytes.
  private static func bytes(_ name: String, _ text: String) -> Int? {
    guard ["MAX_UPLOAD", "UPLOAD_MAX", "MAX_BODY", "BODY_MAX", "MAX_CONTENT_LENGTH"].contains(where: name.contains)
    else { return nil }
    if case .success(let size) = ByteSize.parse(text) { return size.bytes }
    guard let number = Int(text), (1...1 << 40).contains(number) else { return nil }
    let units = [("_MB", 20), ("_MIB", 20), ("_KB", 10), ("_KIB", 10), ("_GB", 30), ("_GIB", 30)]
    let shift = units.first { name.hasSuffix($0.0) }?.1 ?? 0
    return number <= Int.max >> shift ? number << shift : nil
  }

  private static func report(
    _ proxy: ServiceSymbol, _ limit: Int, _ target: ServiceSymbol, _ most: (bytes: Int, variable: VariableSymbol),
    in context: CheckContext
  ) {
    let size = ByteSize(bytes: most.bytes).canonical
    let written = proxy.declaration.body
    context.report(
      kind, at: written?.span ?? proxy.declaration.nameSpan, path: "services.\(proxy.name).body",
      "`\(proxy.name)` refuses requests above \(ByteSize(bytes: limit).canonical); `\(target.name)` accepts \(size)"
    ) {
      $0.secondary = [.init(most.variable.span, "permits \(size)")]
      $0.help = ["write `body: \(size)`"]
      let edit =
        written.map { .init($0.span, size) }
        ?? Edits.add("body: \(size)", to: proxy.declaration.node, order: CanonicalForm.serviceOrder)
      if let edit { $0.fixes = [FixIt("write `body: \(size)`", .unsafe, [edit])] }
    }
  }
}
