import Diagnostics
import IR

/// Next.js without `output: "standalone"`, which the generated Dockerfile runs.
package enum StandaloneProbe: Probe {
  private static let names = [
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
