import JSON
import Probes
import Resolution

/// The commands behind `npm start` and its relatives, which a manifest of Node.js has by name.
enum PackageScripts {
  private static let managers: Set<String> = ["npm", "pnpm", "yarn", "bun"]
  /// Words between the manager and the name of the script.
  private static let verbs: Set<String> = ["run", "run-script"]

  /// The command line that is run in the end; the same where no script of the directory is named.
  static func expanded(_ line: String, in folder: String, _ repository: RepositoryReader) -> String {
    guard let invocation = StartedPrograms(line: line).invocations.last(where: { managers.contains($0.program.text) }),
      let name = invocation.arguments.map(\.text).first(where: { !verbs.contains($0) && !$0.hasPrefix("-") }),
      let file = repository.file(RepositoryReader.join(folder, "package.json")),
      case .success(let manifest) = JSONReader.parse(file.bytes), let script = manifest["scripts"]?[name]?.string
    else { return line }
    return script
  }
}
