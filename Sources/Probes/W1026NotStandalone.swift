package import Diagnostics
import IR

extension DiagnosticKind {
  package static let notStandalone = DiagnosticKind(
    "W1026", "not-standalone", tunable: true,
    summary: "the image starts a standalone server that Next.js is not told to make",
    explanation: """
      The Dockerfile that is generated for Next.js takes the standalone output: one folder with the server and just those
      packages that it needs, some hundred megabytes smaller than node_modules. Next.js writes it only when it is told to,
      in next.config.js, next.config.mjs or next.config.ts:

          module.exports = { output: "standalone" };

      Without that line the build of the image stops, with a sentence that says the same.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: nextjs
          root: ./site
                ^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: nextjs
          root: ./site
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "site/package.json",
          """
          {
            "name": "site",
            "scripts": { "build": "next build" }
          }
          """),
        ExampleFile(
          "site/package-lock.json",
          """
          {}
          """),
        ExampleFile(
          "site/next.config.js",
          """
          module.exports = {};
          """),
      ],
      passingFiles: [
        ExampleFile(
          "site/package.json",
          """
          {
            "name": "site",
            "scripts": { "build": "next build" }
          }
          """),
        ExampleFile(
          "site/package-lock.json",
          """
          {}
          """),
        ExampleFile(
          "site/next.config.js",
          """
          module.exports = { output: "standalone" };
          """),
      ]), foreign: .speaks)
}

/// Next.js without `output: "standalone"`, which the generated Dockerfile runs.
package enum NotStandalone: Probe {
  package static let names = [
    "next.config.js", "next.config.mjs", "next.config.ts", "next.config.mts", "next.config.cjs",
  ]

  package static func run(in context: ProbeContext) {
    for root in context.roots {
      guard let service = root.services.first(where: needsStandalone), root.hasFile("package.json") else { continue }
      let file = names.lazy.compactMap(root.file).first
      if let file, isStandalone(file) { continue }
      context.report(
        .notStandalone, at: service.rootSpan, path: service.path("root"),
        "the configuration of Next.js in \(root.inWords) has no `output: \"standalone\"`"
      ) {
        if let file { context.show(0..<0, of: file, "it belongs here", in: &$0) }
        $0.notes = ["the generated Dockerfile starts .next/standalone/server.js; its build stops without that file"]
        $0.help = [
          file == nil
            ? "write next.config.js: `module.exports = { output: \"standalone\" };`" : "add `output: \"standalone\"`"
        ]
      }
    }
  }

  private static func needsStandalone(_ service: ProbedService) -> Bool {
    guard let recipe = service.lowered.build?.recipe else { return false }
    return recipe.stages.flatMap(\.steps).contains { step in
      if case .copyFrom(_, let path, _, _) = step { return path.hasSuffix(".next/standalone") }
      return false
    }
  }

  /// Whether the word stands in the code; set in a way that is not seen, it counts as well.
  private static func isStandalone(_ file: RepositoryReader.File) -> Bool {
    file.bytes.contains("standalone")
  }
}
