package import Diagnostics
import IR
import Model
import Resolution

extension DiagnosticKind {
  package static let releaseToolMissing = DiagnosticKind(
    "W1036", "release-tool-missing", tunable: true,
    summary: "the release command runs a program that the last stage of the Dockerfile does not have",
    explanation: """
      The standalone output of Next.js contains the packages that the server imports. Programs such as `prisma` or
      `drizzle-kit` are not among them, so that a release command in that image ends with "not found", and every
      deployment fails.

      Also copy `node_modules`, the schema and the migrations into the last stage. Or remove `dockerfile`: the generated
      Dockerfile has a stage for the release command.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: nextjs
          root: ./site
          health: none
          build: { dockerfile: site/Dockerfile }
          release: npx prisma migrate deploy
                   ^^^^^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: nextjs
          root: ./site
          health: none
          build: { dockerfile: site/Dockerfile }
          release: npx prisma migrate deploy
      """,
    options: ExampleOptions(
      files: example(""), passingFiles: example("\nCOPY --from=build /app/node_modules ./node_modules")),
    foreign: .speaks)

  private static func example(_ line: String) -> [ExampleFile] {
    [
      ExampleFile(
        "site/Dockerfile",
        """
        FROM node:24-trixie-slim AS build
        WORKDIR /app
        COPY . .
        RUN npm ci && npm run build
        FROM node:24-trixie-slim
        WORKDIR /app
        COPY --from=build /app/.next/standalone ./\(line)
        USER node
        CMD ["node", "server.js"]
        """)
    ]
  }
}

/// Release commands for an image that has the standalone output of Next.js alone.
package enum ReleaseToolMissing: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots {
      for service in root.services {
        guard let release = service.declaration.release, let program = ReleasePrograms.first(in: release),
          let (file, content) = root.dockerfile(of: service), service.lowered.build?.target == nil
        else { continue }
        let last = content.instructions.filter { $0.stage == content.stageCount }
        guard let copy = last.first(where: { $0.keyword == "COPY" && $0.text.contains(".next/standalone") }),
          !last.contains(where: { $0.text.contains("node_modules") || $0.installsPackages })
        else { continue }
        // `npm run migrate` finds npm, and not what the script starts.
        let lack = ReleasePrograms.names.contains(program) ? "which" : "whose scripts need packages that"
        context.report(
          .releaseToolMissing, at: release.span, path: service.path(ServiceKey.release.rawValue),
          "the release command runs `\(program)`, \(lack) the last stage of the Dockerfile does not have"
        ) {
          context.show(copy.place, of: file, "copies imported packages only, no programs", in: &$0)
          $0.remedies = [.plain("also copy `node_modules`, schema and migrations into the last stage")]
          $0.help = [
            "also copy `node_modules`, schema and migrations into the last stage",
            "or remove `dockerfile`: the generated one has a stage for the release command",
          ]
        }
      }
    }
  }
}
