import Resolution
import Diagnostics
import Rules
import Model

/// Secrets that the code makes up, or has written in it, when they are not given.
package enum DefaultSecretProbe: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful {
      var seen: Set<String> = []
      for read in root.facts.reads where (read.isSecret || isSecret(read.name)) && !root.tree.isAside(read.file.path) {
        let isRandom: Bool
        let place: Range<Int>
        switch read.fallback {
        case .none, .other: continue
        // `1`, `no`: a switch beside a secret.
        case .text(let found) where found.count < 3: continue
        case .text(let found): (place, isRandom) = (found, false)
        case .random(let found): (place, isRandom) = (found, true)
        }
        guard seen.insert(read.name).inserted else { continue }
        // What is given everywhere never falls back. Of services that share a folder, not all run this code: those
        // that have the variable do.
        let holders = root.services.filter { $0.has(read.name) }
        guard let service = holders.isEmpty ? root.services.first : holders.first(where: { !$0.surelyHas(read.name) })
        else { continue }
        if isRandom { reportRandom(read, place, service, context) } else { reportText(read, place, service, context) }
      }
    }
  }

  /// Words at the end of a name that speak about a secret, or where to find it, and are none.
  private static let openEndings: Set<Substring> = [
    "LENGTH", "ALGORITHM", "ALG", "MINUTES", "SECONDS", "HOURS", "DAYS", "TTL", "LIFETIME", "EXPIRY", "EXPIRATION",
    "HEADER", "NAME", "PREFIX", "TYPE", "URL", "URI", "PATH", "ISSUER", "AUDIENCE", "COOKIE", "ENDPOINT", "LIMIT",
    "ENABLED", "DISABLED", "REQUIRED", "MODE", "PROVIDER", "SCHEME", "BACKEND", "HOST", "PORT", "DOMAIN", "USER",
    "USERNAME",
  ]

  private static func isSecret(_ name: String) -> Bool {
    let words = name.split(separator: "_")
    // The name of a cookie or of an entry in a cache is no secret.
    let isIndex = words.suffix(2) == ["COOKIE", "KEY"] || words.suffix(2) == ["CACHE", "KEY"]
    return Conventions.soundsSecret(name) && !isIndex && !openEndings.contains(words.last ?? "")
  }

  private static func span(_ read: SettingRead, _ service: ProbedService) -> Span {
    service.symbol.variable(read.name).map { service.nameSpan(of: $0) } ?? service.declaration.nameSpan
  }

  private static func reportText(
    _ read: SettingRead, _ place: Range<Int>, _ service: ProbedService, _ context: ProbeContext
  ) {
    context.report(
      .credentialDefault, at: span(read, service), path: service.path("use"),
      "`\(read.name)` falls back to a text that stands in the code of `\(service.name)`"
    ) {
      context.show(place, of: read.file, "known to everybody who has the code", in: &$0)
      $0.masked.append(context.repository.span(place, in: read.file))
      $0.notes = ["the topology does not give it in every environment, so that text is what is used"]
      $0.help = ["declare `\(read.name): generate` under `secrets:` of the service; take the default out"]
    }
  }

  private static func reportRandom(
    _ read: SettingRead, _ place: Range<Int>, _ service: ProbedService, _ context: ProbeContext
  ) {
    context.report(
      .randomDefault, at: span(read, service), path: service.path("use"),
      "`\(read.name)` falls back to a random value in every process of `\(service.name)`"
    ) {
      context.show(place, of: read.file, "another one in each process", in: &$0)
      $0.notes = ["what one process signs, the next one refuses; every restart ends all sessions"]
      $0.help = ["declare `\(read.name): generate` under `secrets:` of the service"]
      let processes = service.symbol.mostReplicas * WorkerArithmetic.workers(of: service.symbol)
      if processes > 1, !service.has(read.name) {
        $0.remedies = [.setVariables([read.name], service: service.name)]
      }
    }
  }
}
