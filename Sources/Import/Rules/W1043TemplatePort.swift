import IR
package import Diagnostics
import Engines
import Probes
import Syntax

extension DiagnosticKind {
  package static let templatePort = DiagnosticKind(
    "W1043", "template-port", tunable: true,
    summary: "the template of an env file names another port than compose publishes",
    explanation: """
      A template such as `.env.example` tells a developer how to reach the database from the machine itself. When the
      compose file publishes the database on another port, a copy of the template connects to nothing, or to
      another server that happens to listen there.

      Write the published port into the template. Inside the network of compose the port of the container stays right.
      """,
    failing: """
      services:
        postgres:
          image: postgres:18
          environment: { POSTGRES_USER: shop, POSTGRES_PASSWORD: "${POSTGRES_PASSWORD:?set it in .env}" }
          ports: [ "127.0.0.1:5434:5432" ]
      """,
    passing: """
      services:
        postgres:
          image: postgres:18
          environment: { POSTGRES_USER: shop, POSTGRES_PASSWORD: "${POSTGRES_PASSWORD:?set it in .env}" }
          ports: [ "127.0.0.1:5434:5432" ]
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(".env.example", "POSTGRES_PASSWORD=\nDATABASE_URL=postgresql://shop:secret@localhost:5432/shop\n")
      ],
      passingFiles: [
        ExampleFile(".env.example", "POSTGRES_PASSWORD=\nDATABASE_URL=postgresql://shop:secret@localhost:5434/shop\n")
      ], path: "docker-compose.yml"), foreign: .speaks)
}

/// An address of the developer's machine whose port no store is published on.
package enum TemplatePort: StackRule {
  package static var kind: DiagnosticKind { .templatePort }

  package static func run(in context: StackContext) {
    for (file, entries) in context.described.templates {
      var found: [(store: StackService, port: StackPort, places: [(name: String, place: Range<Int>, port: Int)])] =
        []
      for entry in entries {
        guard let address = LocalAddress(entry.value), let (store, port, named) = contradiction(address, context) else {
          continue
        }
        let place = entry.valuePlace(of: address.portRange, in: file.bytes) ?? entry.place
        if let index = found.firstIndex(where: { $0.store.name == store.name }) {
          found[index].places.append((entry.name, place, named))
        } else {
          found.append((store, port, [(entry.name, place, named)]))
        }
      }
      for (store, port, places) in found {
        let (name, place, named) = places[0]
        let host = port.host ?? named
        context.report(
          kind, at: context.repository.span(place, in: file),
          "`\(name)` names port \(named); compose publishes `\(store.name)` on \(host)"
        ) {
          $0.secondary = places.dropFirst().map { .init(context.repository.span($0.place, in: file), "here as well") }
          if let span = port.hostSpan { $0.secondary.append(.init(span, "published here")) }
          $0.help = ["write \(host) instead of \(named)"]
        }
      }
    }
  }

  /// The only store of the engine that is published, where it is published on another port, and on none that is named.
  private static func contradiction(
    _ address: LocalAddress, _ context: StackContext
  ) -> (StackService, StackPort, Int)? {
    guard let engine = StoreEngines.speaking(address.scheme) else { return nil }
    let stores = context.stack.services.filter { $0.engine?.name == engine.name }.flatMap { service in
      service.ports.filter { $0.host != nil && $0.container == engine.port }.map { (service, $0) }
    }
    let named = address.port ?? engine.port
    guard stores.count == 1, let (store, port) = stores.first, port.host != named,
      !context.stack.services.contains(where: { $0.ports.contains { $0.host == named } })
    else { return nil }
    return (store, port, named)
  }
}

/// `scheme://…@localhost:PORT`: what a template says of a server on the developer's machine.
private struct LocalAddress {
  let scheme: String
  let port: Int?
  /// Of the port in the text.
  let portRange: Range<Int>?

  init?(_ text: String) {
    guard let mark = text.firstRange(of: "://") else { return nil }
    scheme = text[..<mark.lowerBound].split(separator: "+").first.map { $0.lowercased() } ?? ""
    let authority = text[mark.upperBound...].prefix { !"/?#".contains($0) }
    let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
    let parts = host.split(separator: ":", maxSplits: 1)
    guard let name = parts.first, name == "localhost" || name == "127.0.0.1" else { return nil }
    guard parts.count > 1, let number = Int(parts[1]) else {
      (port, portRange) = (nil, nil)
      return
    }
    port = number
    let start = text.utf8.distance(from: text.startIndex, to: parts[1].startIndex)
    portRange = start..<start + parts[1].utf8.count
  }
}
