package import Diagnostics
import Probes
import Syntax
import Resolution

/// W1015 for files of other tools: git keeps an env file whose template names secrets. The file itself is never opened.
package enum TrackedEnvFile: StackRule {
  package static var kind: DiagnosticKind { .trackedSecrets }

  package static func run(in context: StackContext) {
    var index: GitIndex?
    var seen: Set<String> = []
    for (file, entries) in context.described.templates {
      let folder = RepositoryReader.folder(of: file.path)
      let path = RepositoryReader.join(folder, ".env")
      guard seen.insert(path).inserted, context.repository.hasFile(path) else { continue }
      let secrets = entries.filter { SecretNames.soundSecret($0.name) && !SecretNames.nameSetting($0.name) }
      guard let first = secrets.first, let line = file.bytes.firstRange(of: Array("\(first.name)=".utf8)) else {
        continue
      }
      index = index ?? GitIndex(context.repository)
      guard let index, index.has(path) else { continue }
      context.report(
        kind, at: context.repository.span(line.lowerBound..<line.upperBound - 1, in: file),
        "`\(context.repository.name(of: path))` is tracked by git, and is the place of \(Words.some(secrets.map(\.name), of: "secrets"))"
      ) {
        $0.notes = ["anyone with a copy of the repository has it, also after the file is deleted"]
        $0.help = ["`git rm --cached \(path)`, add it to .gitignore, and change the secrets that were in it"]
      }
    }
  }
}
