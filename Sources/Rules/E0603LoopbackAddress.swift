package import Diagnostics
import Engines
package import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let loopbackAddress = DiagnosticKind(
    "E0603", "loopback-address",
    summary: "`localhost` inside a container is the container itself",
    explanation: """
      On a developer's machine everything runs on `localhost`. In a container that word means the container, and
      nothing else listens there: the database runs in another one. Copied from a `.env` file, this address works on
      the laptop and refuses every connection once it is deployed.

      Refer to the service instead: `$<<postgres.DATABASE_URL>>`, `$<<api.private_url>>`. Each target writes what is
      right there, `localhost` in a Procfile included. For an environment that is never deployed write `kind: local`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        search:
          type: web
          image: getmeili/meilisearch:v1.10
          port: 7700
        api:
          type: fastapi
          variables:
            SEARCH_URL: http://localhost:7700
                        ^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        search:
          type: web
          image: getmeili/meilisearch:v1.10
          port: 7700
        api:
          type: fastapi
          variables:
            SEARCH_URL: $<<search.private_url>>
      """, foreign: .speaks)
}

/// `localhost` where another service was meant.
package enum LoopbackAddress: VariableCheck {
  package static var kind: DiagnosticKind { .loopbackAddress }

  private static let stores: Set<String> = StoreEngines.all.reduce(
    into: ["RABBITMQ", "KAFKA", "ELASTICSEARCH", "SMTP", "MAIL"]
  ) { $0.formUnion($1.words) }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard context.kind != .local, variable.literal.map(mayNameLoopback) == true,
      let (text, node) = variable.writtenText(of: service, in: context),
      let host = host(in: text, of: variable.name, context), !variable.named.isNotCalled,
      !BrowserVisibility.isVisible(variable, of: service)
    else { return }
    switch Expectation.of(variable, in: service).type {
    case .list, .origin: return
    default: break
    }
    let url = URLText(text)
    // Its own port: it asks itself.
    if let port = url?.port, port == service.port.map(String.init) { return }
    // Sent to users, whose address of it is the public one.
    if AnnouncedPrivate.target(variable, of: service, in: context) != nil { return }
    let name = String(decoding: Array(text.utf8)[host], as: UTF8.self)
    context.report(
      kind, at: node.span, path: context.path(service, variable),
      "`\(name)` inside a container is the container itself"
    ) {
      guard let url, let sibling = sibling(url, besides: service, in: context) else {
        if url == nil, let store = store(variable.name, in: context) {
          $0.notes = ["`\(store)` runs in another container, and has an address of its own"]
          $0.help = ["write `$<<\(store).host>>`"]
          $0.fixes = [FixIt("write `$<<\(store).host>>`", .unsafe, [.init(node.span, "$<<\(store).host>>")])]
          return
        }
        $0.help = ["refer to the service that is meant: `$<<service.private_url>>`"]
        return
      }
      $0.notes = ["`\(sibling.name)` runs in another container, and has an address of its own"]
      let reference = reference(to: sibling, url, text)
      $0.help = ["write `\(reference)`"]
      $0.fixes = [FixIt("write `\(reference)`", .unsafe, [.init(node.span, reference)])]
    }
  }

  /// The only store of the kind that a name such as `DB_HOST` speaks of.
  private static func store(_ name: String, in context: CheckContext) -> String? {
    let words = Set(name.split(separator: "_").map(String.init))
    let stores =
      StoreEngines.all.first { !words.isDisjoint(with: $0.words) }.map { engine in
        context.services.filter { $0.type.engine?.name == engine.name }
      } ?? []
    return stores.count == 1 ? stores[0].name : nil
  }

  /// `localhost`, `127.` or `::1` stands somewhere in it: most values are spared the rest.
  private static func mayNameLoopback(_ text: String) -> Bool {
    guard (3..<500).contains(text.utf8.count) else { return false }
    var text = text
    return text.withUTF8 { bytes in
      for offset in 0..<(bytes.count - 2) {
        switch (bytes[offset], bytes[offset + 1], bytes[offset + 2]) {
        case (UInt8(ascii: "l"), UInt8(ascii: "o"), UInt8(ascii: "c")),
          (UInt8(ascii: "1"), UInt8(ascii: "2"), UInt8(ascii: "7")),
          (UInt8(ascii: ":"), UInt8(ascii: ":"), UInt8(ascii: "1")):
          return true
        default: continue
        }
      }
      return false
    }
  }

  private static func host(in text: String, of name: String, _ context: CheckContext) -> Range<Int>? {
    let bytes = text.utf8
    if let range = HostOfText.find(in: text) {
      return Placeholders.isLoopback(String(decoding: Array(bytes)[range], as: UTF8.self)) ? range : nil
    }
    guard name.hasSuffix("_HOST") || name.hasSuffix("_HOSTNAME"), Placeholders.isLoopback(text) else { return nil }
    let words = name.split(separator: "_").dropLast().map(String.init)
    let service = ServiceName.fold(words.joined(separator: "_").lowercased())
    let isOther = words.contains(where: stores.contains) || context.analysis.symbols.service(service) != nil
    return isOther ? 0..<bytes.count : nil
  }

  /// The only service that listens on that port.
  private static func sibling(
    _ url: URLText, besides service: ServiceSymbol, in context: CheckContext
  ) -> ServiceSymbol? {
    let standard = url.scheme.name == "http" ? 80 : StoreEngines.port(ofScheme: url.scheme.name)
    guard let port = url.port.map({ Int($0) }) ?? standard else { return nil }
    let candidates = context.services.filter { $0 !== service && $0.port == port }
    return candidates.count == 1 ? candidates[0] : nil
  }

  private static func reference(to sibling: ServiceSymbol, _ url: URLText, _ text: String) -> String {
    guard let output = sibling.type.output("private_url") ?? sibling.type.output("url") else {
      return "$<<\(sibling.name).name>>"
    }
    var filters = ""
    if let driver = url.scheme.driver { filters += " | driver(\"\(driver)\")" }
    let path = String(decoding: Array(text.utf8)[url.pathRange], as: UTF8.self)
    if output.name == "private_url", path.utf8.count > 1 { filters += " | path(\"\(path)\")" }
    return "$<<\(sibling.name).\(output.aliases.first ?? output.name)\(filters)>>"
  }
}
