package import Diagnostics
package import Resolution
import IR
import Model
import Syntax

extension DiagnosticKind {
  package static let handWrittenAddress = DiagnosticKind(
    "W0325", "hand-written-address", tunable: true,
    summary: "the address of another service is written by hand",
    explanation: """
      The host in this text is the name or the domain of a service of this very topology. Written by hand it is
      right for one environment and one target at most: hosts, ports and domains differ between compose, Railway and
      Kubernetes, between staging and production, and they change when a service is renamed.

      A reference follows all of that. It also tells the compiler that the two services talk to each other, so that
      networks and checks know about it.

      Write `$<<api.private_url>>` for calls between services, `$<<api.public_url>>` for addresses that people or
      browsers open.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          port: 8000
        reports:
          type: flask
          variables:
            API_URL: http://api:8000
                     ^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          port: 8000
        reports:
          type: flask
          variables:
            API_URL: $<<api.private_url>>
      """)
}

/// The address of a sibling, typed by hand: it does not follow when the sibling changes.
package enum HandWrittenAddress: VariableCheck {
  package static var kind: DiagnosticKind { .handWrittenAddress }

  package static func run(_ variable: VariableSymbol, of service: ServiceSymbol, in context: CheckContext) {
    guard let (text, node) = variable.writtenText(of: service, in: context), let host = HostOfText.find(in: text) else {
      return
    }
    // A browser cannot reach it, which is an error.
    if BrowserVisibility.isVisible(variable, of: service), variable.resolved.value.marks.reach == .private { return }
    // Browsers' origins are addresses of people, not of services.
    if case .list(.origin) = Expectation.of(variable, in: service).type { return }
    let name = String(decoding: Array(text.utf8)[host], as: UTF8.self).lowercased()
    guard let sibling = context.analysis.addresses.service(at: name, besides: service) else { return }
    // E0622 reports it: nothing listens on its port.
    if PrivatePort.problem(variable, of: service, in: context) != nil { return }
    // Users cannot reach it, which is reported.
    if AnnouncedPrivate.target(variable, of: service, in: context) != nil { return }
    context.report(
      kind, at: node.span, path: context.path(service, variable),
      "this is the address of `\(sibling.name)`, written by hand"
    ) {
      $0.notes = ["written by hand it is right for one environment and one target at most"]
      // A browser and a build could not use what a reference to a private address says.
      if let exact = reference(to: sibling, insteadOf: text), let scalar = node.scalar, scalar.text == text,
        !BrowserVisibility.isVisible(variable, of: service), BrowserVisibility.phase(variable, of: service) == .run
      {
        $0.help = ["write `\(exact)`: it follows when the service changes"]
        let place = scalar.span(of: 0..<text.utf8.count)
        $0.fixes = [FixIt("write `\(exact)`", .safe, [.init(place, scalar.spelled(exact))])]
        return
      }
      if BrowserVisibility.isVisible(variable, of: service), sibling.type.output("public_url") != nil {
        $0.notes = ["browsers read `\(variable.name)`, and they reach public addresses only"]
        $0.help = ["write `$<<\(sibling.name).public_url>>`: it follows when the service changes"]
        if sibling.isPublic {
          $0.fixes = [write("$<<\(sibling.name).public_url>>", at: node.span)]
        } else {
          $0.help.append("and give `\(sibling.name)` an address: `public: true`")
        }
        return
      }
      let isPublic = sibling.exposure.domains.contains(name)
      let output = sibling.type.output("private_url") == nil ? "url" : isPublic ? "public_url" : "private_url"
      let reference = "$<<\(sibling.name).\(output)>>"
      $0.help = ["write `\(reference)`: it follows when the service changes"]
      $0.fixes = [write(reference, at: node.span)]
    }
  }

  private static func write(_ reference: String, at span: Span) -> FixIt {
    FixIt("write `\(reference)`", .unsafe, [.init(span, reference)])
  }

  /// The reference that gives this very text, a path behind it included; nil where something of it would change.
  private static func reference(to sibling: ServiceSymbol, insteadOf text: String) -> String? {
    guard sibling.traits.contains(.web), let url = URLText(text), url.userRange == nil, url.scheme.driver == nil else {
      return nil
    }
    let host = url.host.lowercased()
    let output: String
    if url.scheme.name == "http", sibling.folded == Platforms.bareName(host),
      let port = sibling.port, url.port == String(port)
    {
      output = "private_url"
    } else if url.scheme.name == "https", url.port == nil, sibling.exposure.domains.first == host {
      output = "public_url"
    } else {
      return nil
    }
    let rest = String(decoding: text.utf8.dropFirst(url.pathRange.lowerBound), as: UTF8.self)
    // A path in a template is checked as a part of the URL; anything odd in it is left to a person.
    guard rest.utf8.allSatisfy({ $0.isCodeWord || "/-.~?=&%".utf8.contains($0) }) else { return nil }
    return "$<<\(sibling.name).\(output)>>" + rest
  }
}
