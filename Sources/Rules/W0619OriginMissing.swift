package import Diagnostics
import Resolution
import IR
import Model
import Syntax

extension DiagnosticKind {
  package static let originMissing = DiagnosticKind(
    "W0619", "origin-missing", tunable: true,
    summary: "browsers will be refused: an origin is not in the list",
    explanation: """
      The pages of one service call another one from the browser. The browser sends the origin of the page along and
      shows the answer to it only if the other service names that origin. Its list of origins is here, and the page's
      is not in it: every call fails with a CORS message, which only visitors see.

      Add the reference: `$<<frontend.origin>>`, or `$<<frontend.origins>>` for all of its domains. It is right in
      every environment.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          public: true
          health: /health
          variables:
            ALLOWED_ORIGINS: https://admin.example.com
                             ^^^^^^^^^^^^^^^^^^^^^^^^^
        shop:
          type: nextjs
          public: true
          health: /
          variables:
            NEXT_PUBLIC_API_URL: $<<api.public_url>>
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          public: true
          health: /health
          variables:
            ALLOWED_ORIGINS: https://admin.example.com,$<<shop.origin>>
        shop:
          type: nextjs
          public: true
          health: /
          variables:
            NEXT_PUBLIC_API_URL: $<<api.public_url>>
      """)
}

/// Pages of one service call another one, which does not know their origin.
package enum OriginMissing: Check {
  package static var kind: DiagnosticKind { .originMissing }

  package static func run(in context: CheckContext) {
    guard context.environment.kind != .local else { return }
    for front in context.services where front.isPublic && front.traits.contains(.web) {
      var seen: Set<String> = []
      for variable in front.variables where BrowserVisibility.isVisible(variable, of: front) {
        guard !variable.resolved.isPoisoned, let name = called(variable.resolved.value.expression),
          seen.insert(name).inserted, let back = context.analysis.symbols.service(name), back !== front
        else { continue }
        check(back, from: front, variable, in: context)
      }
    }
  }

  private static func called(_ expression: Expression) -> String? {
    var found: String?
    expression.walk { node in
      guard case .output(let name, let output) = node,
        ["public_url", "public_websocket_url", "public_domain"].contains(output)
      else { return }
      found = found ?? name
    }
    return found
  }

  private static func check(
    _ back: ServiceSymbol, from front: ServiceSymbol, _ variable: VariableSymbol, in context: CheckContext
  ) {
    let lists = back.variables.filter { list in
      let type = Expectation.of(list, in: back).type
      return type == .list(.origin) || type == .origin
    }
    guard let list = lists.first, let node = list.declaration?.value,
      !lists.contains(where: { mayContain($0, front) })
    else { return }
    context.report(
      kind, at: node.span, path: context.path(back, list),
      "browsers of `\(front.name)` will be refused by `\(back.name)`: its origin is not in `\(list.name)`",
      label: "the only origins that `\(back.name)` answers"
    ) {
      $0.secondary = [.init(variable.declaration?.valueSpan ?? variable.span, "called from the browser")]
      $0.help = ["add `$<<\(front.name).origin>>`"]
      let separator = list.declaration?.separator?.value ?? ","
      if let edit = ListEdit.adding("$<<\(front.name).origin>>", to: node, separator: separator) {
        $0.fixes = [FixIt("add `$<<\(front.name).origin>>`", .safe, [edit])]
      }
    }
  }

  /// True as well where the list cannot be seen through.
  private static func mayContain(_ list: VariableSymbol, _ front: ServiceSymbol) -> Bool {
    let value = list.resolved
    guard !value.isPoisoned, !list.isUnsaid, list.declaration?.source == nil else { return true }
    var isKnown = false
    value.value.expression.walk { node in
      switch node {
      case .output(let name, _): isKnown = isKnown || name == front.name
      case .secret, .environment, .variable, .alternative: isKnown = true
      case .literal(let text): isKnown = isKnown || names(text, front)
      default: break
      }
    }
    return isKnown
  }

  private static func names(_ text: String, _ front: ServiceSymbol) -> Bool {
    if text.utf8.contains(UInt8(ascii: "*")) { return true }
    for range in ListText.items(of: text, separator: ",") {
      let item = String(decoding: Array(text.utf8)[range], as: UTF8.self)
      guard let host = URLText(item)?.host.lowercased() else { continue }
      if front.exposure.domains.contains(host) || Placeholders.placeholderDomain(host) != nil { return true }
    }
    return false
  }
}
