package import Diagnostics
import Resolution
import Model
import Syntax

extension DiagnosticKind {
  package static let trackedSecrets = DiagnosticKind(
    "W1015", "tracked-secrets", tunable: true,
    summary: "an env file with secrets is kept by git",
    explanation: """
      `.env` is in the list of files that git keeps, and it holds values for names that sound secret. Everybody who can
      clone the repository has them, and so has every machine that ever did; deleting the file keeps it in the history.

      Take it out with `git rm --cached .env`, add it to .gitignore, and change every secret that was in it. What a
      developer must fill in belongs into `.env.example`, without values; infracc writes that file.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
        ^^^
          type: fastapi
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
      """,
    options: ExampleOptions(
      isRunnable: false), foreign: .speaks)
}

/// Env files with secrets that git keeps.
package enum TrackedSecrets: Probe {
  package static func run(in context: ProbeContext) {
    var candidates: [(file: RepositoryReader.File, secrets: [EnvFileText.Entry], span: Span)] = []
    var seen: Set<String> = []
    var places = context.roots.map { ($0.path, $0.services[0].rootSpan) }
    if let first = context.services.first { places.append((".", first.declaration.nameSpan)) }
    for (folder, span) in places {
      let path = RepositoryReader.join(folder, ".env")
      guard seen.insert(path).inserted, context.repository.hasFile(path), let file = context.repository.file(path)
      else {
        continue
      }
      let secrets = EnvFileText.entries(in: file.bytes).filter {
        Conventions.soundsSecret($0.name) && !$0.value.isEmpty && !CredentialInDockerfile.isHarmless($0.value)
          && !$0.value.contains("$")
      }
      if !secrets.isEmpty { candidates.append((file, secrets, span)) }
    }
    guard !candidates.isEmpty, let index = GitIndex(context.repository) else { return }
    for (file, secrets, span) in candidates where index.has(file.path) {
      context.report(
        .trackedSecrets, at: span, path: "",
        "`\(file.path)` is tracked by git and holds \(Words.some(secrets.map(\.name), of: "secrets"))"
      ) {
        // The names only: the values are what must not be shown.
        $0.notes = ["whoever has a copy of the repository has them, also after the file is deleted"]
        $0.help = [
          "`git rm --cached \(file.path)`, add it to .gitignore, and change what was in it",
          "declare the names under `secrets:`; `.env.example` is written for you",
        ]
      }
    }
  }
}
