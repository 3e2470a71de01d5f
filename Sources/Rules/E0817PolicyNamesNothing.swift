package import Diagnostics
import IR
import Model
package import Resolution

extension DiagnosticKind {
  package static let policyNamesNothing = DiagnosticKind(
    "E0817", "policy-names-nothing",
    summary: "a policy is about something that the topology does not have",
    explanation: """
      A policy about a service, a key, a secret or an environment that is not there holds whatever the topology says: it
      looks like a promise and checks nothing. Usually a name is misspelled, or what it names was renamed or removed.

      A path is written in full, `services.NAME.key`, with `*` for every service; `different` takes `secrets.NAME` and
      `secrets.*` as well. Correct the name, or delete the policy.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { version: 18 }
        api: { type: fastapi, health: /healthz, variables: { DATABASE_URL: $<<postgres.url>> } }
      policies:
        - same: services.postgers.version
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        postgres: { version: 18 }
        api: { type: fastapi, health: /healthz, variables: { DATABASE_URL: $<<postgres.url>> } }
      policies:
        - same: services.postgres.version
      """)
}

/// Policies about what the topology does not have: they would hold whatever is written.
package enum PolicyNamesNothing: ProjectCheck {
  package static var kind: DiagnosticKind { .policyNamesNothing }

  package static func run(in contexts: [CheckContext], project: Project, into bag: DiagnosticBag) {
    // Of a file with holes nothing can be concluded from what is not there.
    guard !project.environments.isIncomplete, !contexts.isEmpty else { return }
    let names = Names(contexts, project)
    for policy in project.policies {
      for problem in problems(of: policy.verb, names, bag) {
        bag.report(kind, at: policy.span, "policy: " + problem.message) {
          $0.path = "policies"
          $0.notes = ["the policy would hold, whatever the topology says"]
          $0.help = [problem.help]
        }
      }
    }
  }

  /// What policies can name.
  private struct Names {
    let environments: [String]
    let services: [String]
    let secrets: [String]

    init(_ contexts: [CheckContext], _ project: Project) {
      environments = project.environments.declarations.map(\.name)
      // A service that could not be read is reported already.
      let written = ([project.environments.base] + project.environments.declarations.map(\.node))
        .flatMap { $0["services"]?.entries.map(\.key) ?? [] }
      var known = Set(written)
      services = written + contexts.flatMap { $0.services.map(\.name) }.filter { known.insert($0).inserted }
      secrets = contexts.flatMap { $0.program.secrets.map(\.env) + $0.analysis.symbols.secrets.map(\.name) }
    }
  }

  private struct Problem {
    let message: String
    let help: String
  }

  private static func problems(of verb: PolicyDeclaration.Verb, _ names: Names, _ bag: DiagnosticBag) -> [Problem] {
    switch verb {
    case .same(let path): return [problem(of: path, names, bag)].compactMap { $0 }
    case .different(let path):
      let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard parts[0] == "secrets", parts.count == 2 else { return [problem(of: path, names, bag)].compactMap { $0 } }
      return [unknown(parts[1], "secret", names.secrets, bag)].compactMap { $0 }
    case .atLeast(let path, let environment, let value):
      var found = [
        problem(of: path, names, bag), environment.flatMap { unknown($0, "environment", names.environments, bag) },
      ]
      if PolicyViolated.measure(value) == nil {
        found.append(
          Problem(message: "`\(value)` is nothing that can be compared", help: "write a number, a size or a duration"))
      }
      return found.compactMap { $0 }
    case .forbid(let path, _, let environments):
      return
        ([problem(of: path, names, bag)]
        + environments.map { unknown($0, "environment", names.environments, bag) }).compactMap { $0 }
    case .require(let path, let condition):
      let keys = ServiceDeclaration.shape.fields.map(\.name)
      return [problem(of: path, names, bag), condition.flatMap { unknown($0, "key of a service", keys, bag) }]
        .compactMap { $0 }
    }
  }

  /// What a path of a value names that is not there.
  private static func problem(of path: String, _ names: Names, _ bag: DiagnosticBag) -> Problem? {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 3, parts[0] == "services", !parts.contains("") else {
      return Problem(
        message: "`\(path)` is no path of a service's key",
        help: "write it in full: `services.NAME.key`, or `services.*.key` for every service")
    }
    return unknown(parts[1], "service", names.services, bag, isFolded: true) ?? unknown(key: parts.dropFirst(2), bag)
  }

  private static func unknown(
    _ name: String, _ what: String, _ known: [String], _ bag: DiagnosticBag, isFolded: Bool = false
  ) -> Problem? {
    let isKnown = isFolded ? known.contains { ServiceName.fold($0) == ServiceName.fold(name) } : known.contains(name)
    if name == "*" || isKnown { return nil }
    let nearest = bag.nearest(to: name, among: known)
    return Problem(
      message: "there is no \(what) `\(name)`",
      help: nearest.isEmpty
        ? "name one that there is, or delete the policy" : "did you mean \(Words.alternatives(nearest))?")
  }

  /// Keys below which the names are the user's.
  private static let openKeys: Set<String> = [
    "pools", "outputs", "files", "options", "raw", "needs", "volumes", "secrets", "variables", "tuning",
  ]

  private static func unknown(key parts: ArraySlice<String>, _ bag: DiagnosticBag) -> Problem? {
    var path = ""
    for part in parts {
      let whole = path.isEmpty ? part : "\(path).\(part)"
      if openKeys.contains(path) || path == ServiceKey.buildArgs.rawValue { return nil }
      guard ServiceKey(rawValue: whole) != nil else {
        let siblings = ServiceKey.allCases.filter { ($0.parent?.rawValue ?? "") == path }.map(\.name)
        return unknown(part, path.isEmpty ? "key of a service" : "key of `\(path)`", siblings, bag)
      }
      path = whole
    }
    return nil
  }
}
