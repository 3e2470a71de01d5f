package import Diagnostics
import Engines
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let endOfLife = DiagnosticKind(
    "W1013", "end-of-life", tunable: true,
    summary: "a version that gets no more updates",
    explanation: """
      A version whose support has ended gets no more fixes, not even for holes through which others read or change data.
      The dates known here, as of November 2026, from the projects' own pages:

      - PostgreSQL 12 (November 2024), 13 (November 2025), 14 (November 2026)
      - Redis 5 (April 2022)
      - MySQL 5.7 (October 2023), 8.0 (April 2026); MariaDB 10.5 (June 2025), 10.6 (July 2026)
      - Python 3.8 (October 2024), 3.9 (October 2025), 3.10 (October 2026)
      - Node.js 18 (April 2025), 20 (April 2026), and every odd number half a year after it came out

      A new major version of PostgreSQL needs its data moved: make a dump, start the new version on an empty volume,
      restore it there. Do that in a staging environment first.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          version: 12
                   ^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres:
          version: 17
      """, foreign: .speaks)
}

/// Versions whose support has ended.
package enum EndOfLife: Check {
  package static var kind: DiagnosticKind { .endOfLife }

  /// A program, and when the support of its versions ended; the table is as of November 2026, that of servers is in
  /// their engines. Sources: the status pages of Python's and Node.js' versions.
  package struct Product {
    package let name: String
    let support: StoreEngine.Support

    init(name: String, _ support: StoreEngine.Support) {
      self.name = name
      self.support = support
    }

    init(name: String, ended: [(version: [Int], when: String)], current: String, newest: Int) {
      self.init(name: name, .init(ended: ended, current: current, newest: newest))
    }
  }

  package static let python = Product(
    name: "Python", ended: [([3, 8], "October 2024"), ([3, 9], "October 2025"), ([3, 10], "October 2026")],
    current: "3.13", newest: 3)
  package static let node = Product(
    name: "Node.js",
    ended: [
      ([16], "September 2023"), ([17], "June 2022"), ([18], "April 2025"), ([19], "June 2023"), ([20], "April 2026"),
      ([21], "June 2024"), ([23], "June 2025"), ([25], "June 2026"),
    ], current: "24", newest: 26)

  package static func run(in context: CheckContext) {
    for service in context.services {
      let declaration = service.declaration
      if service.traits.contains(.data), let engine = service.type.engine, let support = engine.support {
        checkServer(of: service, Product(name: engine.title, support), in: context)
      }
      guard let build = declaration.build?.value else { continue }
      // Python 3.1 is a 3.10 that lost its zero: W0417.
      if build.python?.value != "3.1" { check(build.python, python, .buildPython, service, context) }
      check(build.node, node, .buildNode, service, context)
    }
  }

  /// The version as written, or the one in the tag of a known image.
  private static func checkServer(of service: ServiceSymbol, _ product: Product, in context: CheckContext) {
    let declaration = service.declaration
    if declaration.version != nil || declaration.image == nil {
      check(declaration.version, product, .version, service, context)
    } else if let image = declaration.image, let text = image.text.flatMap({ service.type.version(ofImage: $0) }) {
      check(Located(text, image), product, .image, service, context)
    }
  }

  private static func check(
    _ version: Located<String>?, _ product: Product, _ key: ServiceKey, _ service: ServiceSymbol,
    _ context: CheckContext
  ) {
    guard let version else { return }
    check(version.value, product) { message, refine in
      context.report(
        kind, at: version.span, path: "services.\(service.name).\(key.rawValue)", message, refine)
    }
  }

  /// Judges a version as it is written.
  /// - Parameter report: takes the message of the finding, if there is one, and what completes it.
  package static func check(
    _ version: String, _ product: Product, report: (String, @escaping (inout Diagnostic) -> Void) -> Void
  ) {
    let parts = version.split(separator: ".").map { Int($0) ?? 0 }
    guard let major = parts.first else { return }
    if major > product.support.newest {
      report("there is no \(product.name) \(version): the newest is \(product.support.newest)") {
        $0.notes = ["as of November 2026"]
        $0.help = ["write a version that exists, such as \(product.support.current)"]
      }
      return
    }
    // `3` is whatever is newest.
    guard let first = product.support.ended.first, parts.count >= first.version.count else { return }
    let wanted = Array(parts.prefix(first.version.count))
    let row = product.support.ended.first { $0.version == wanted }
    let isOlder = wanted.lexicographicallyPrecedes(first.version)
    guard row != nil || isOlder else { return }
    report("\(product.name) \(version) has had no updates since \((row ?? first).when)") {
      $0.notes = ["holes that are found now stay open"]
      $0.remedies = [.upgrade(to: product.support.current, note: product.support.upgradeNote)]
      $0.help = ["choose a version that is maintained, such as \(product.support.current)"]
      if let note = product.support.upgradeNote { $0.help.append(note) }
    }
  }
}
