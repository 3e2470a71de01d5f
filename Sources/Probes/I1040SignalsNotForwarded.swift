package import Diagnostics
import IR
import Model

extension DiagnosticKind {
  package static let signalsNotForwarded = DiagnosticKind(
    "I1040", "signals-not-forwarded", tunable: true,
    summary: "the image is started by a package manager that does not forward the stop signal",
    explanation: """
      A container is stopped by SIGTERM to its first process. `npm start`, `yarn start` and `pnpm start` run the server as
      a child and do not forward the signal: the server never finishes open requests, and is killed at once or when the
      grace period ends.

      Let the image start the server itself: `CMD ["node", "dist/server.js"]`, with the command of the script. Replace a
      script of several steps by a file that ends with `exec node …`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          root: ./api
          port: 3000
          health: none
          build: { dockerfile: api/Dockerfile }
                               ^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          root: ./api
          port: 3000
          health: none
          build: { dockerfile: api/Dockerfile }
      """,
    options: ExampleOptions(
      files: [ExampleFile("api/Dockerfile", "FROM node:22-bookworm-slim\nCOPY . .\nCMD [\"npm\", \"start\"]\n")],
      passingFiles: [
        ExampleFile(
          "api/Dockerfile", "FROM node:22-bookworm-slim\nCOPY . .\nCMD [\"node\", \"dist/server.js\"]\n")
      ]))
}

/// Hand-written Dockerfiles whose command is a script of a package manager.
package enum SignalsNotForwarded: Probe {
  private static let managers: Set<String> = ["npm", "yarn", "pnpm"]

  package static func run(in context: ProbeContext) {
    for root in context.roots {
      var seen: Set<String> = []
      for service in root.services where service.lowered.wholeCommand == nil {
        guard let (file, content) = root.dockerfile(of: service), let command = content.command,
          let manager = manager(command.words), seen.insert(file.path).inserted
        else { continue }
        context.report(
          .signalsNotForwarded, at: service.declaration.build?.value.dockerfile?.span ?? service.rootSpan,
          path: service.path(ServiceKey.buildDockerfile.rawValue),
          "`\(manager)` starts `\(service.name)` and does not forward the stop signal"
        ) {
          context.show(command.instruction.place, of: file, "the first process of the container", in: &$0)
          $0.help = ["run the command of the script: `CMD [\"node\", \"dist/server.js\"]`"]
        }
      }
    }
  }

  /// The package manager that runs a script; nil where something else is run.
  private static func manager(_ words: [String]) -> String? {
    guard let first = words.first, managers.contains(first), words.count > 1 else { return nil }
    let isScript = ["start", "run", "run-script"].contains(words[1]) || first != "npm" && !words[1].hasPrefix("-")
    return isScript ? first : nil
  }
}
