package import Diagnostics
import IR
import Model
import Resolution
import Rules
import Syntax

extension DiagnosticKind {
  package static let entrypointLost = DiagnosticKind(
    "W1053", "entrypoint-lost", tunable: true,
    summary: "a start command replaces a Dockerfile's ENTRYPOINT",
    explanation: """
      Docker runs the ENTRYPOINT of an image, followed by the start command. Railway runs the start command alone, so that
      `start` also replaces the ENTRYPOINT of the Dockerfile.

      What the entrypoint does is then missing: it forwards signals, prepares files, reads secrets, or waits for a
      database. With Docker Compose the same image works.

      Write the same words as `entrypoint`: the start command of Railway then begins with them. If the start command is
      meant to run alone everywhere, write `entrypoint: []`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: web
          root: ./api
          build: { dockerfile: api/Dockerfile }
          port: 8000
          start: serve --port 8000
                 ^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: web
          root: ./api
          build: { dockerfile: api/Dockerfile }
          port: 8000
          entrypoint: ["/sbin/tini", "--"]
          start: serve --port 8000
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "api/Dockerfile",
          """
          FROM debian:13-slim
          RUN apt-get update && apt-get install --yes tini
          COPY . .
          EXPOSE 8000
          ENTRYPOINT ["/sbin/tini", "--"]
          CMD ["serve"]
          """)
      ]))
}

/// The ENTRYPOINT of a hand-written Dockerfile beside a written start, for a target that runs one of them.
package enum EntrypointLost: Probe {
  package static func run(in context: ProbeContext) {
    var targets: [String] = []
    for target in context.contexts.flatMap(\.targets) where target.capabilities.replacesEntrypoint {
      if !targets.contains(target.name) { targets.append(target.name) }
    }
    guard !targets.isEmpty else { return }
    for root in context.roots where !root.isDoubtful {
      for service in root.services {
        guard let start = service.declaration.start, service.declaration.entrypoint == nil,
          let (file, content) = root.dockerfile(of: service), service.lowered.build?.target == nil,
          let entry = content.instructions.last(where: {
            $0.keyword == "ENTRYPOINT" && $0.stage == content.stageCount
          })
        else { continue }
        context.report(
          .entrypointLost, at: start.span, path: service.path(ServiceKey.start.rawValue),
          "`start` of `\(service.name)` replaces the ENTRYPOINT of the Dockerfile"
        ) {
          context.show(entry.place, of: file, "not run there", in: &$0)
          $0.notes = ["on \(targets.joined(separator: " and ")) the start command runs alone"]
          $0.help = ["write the same words as `entrypoint`, or `entrypoint: []` to run `start` alone everywhere"]
        }
      }
    }
  }
}
