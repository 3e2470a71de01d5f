package import Diagnostics
import Probes
import Resolution
import Rules

/// W0623 for a compose file: a variable of browsers is set where the container runs, but the build of its Dockerfile, which
/// fixed the value, does not get it.
package enum BakedByBuild: StackRule {
  package static var kind: DiagnosticKind { BakedTooLate.kind }

  package static func run(in context: StackContext) {
    for service in context.stack.services where !StackEvidence.isDevelopment(service) {
      guard let survey = context.topology.surveys[service.name], let (file, content) = context.dockerfile(of: service),
        let build = content.instructions.last(where: { $0.keyword == "RUN" && runsBuild($0.text) })
      else { continue }
      let declared = Set(
        content.instructions.filter { $0.keyword == "ARG" }.flatMap { DockerfileText.assignments(of: $0).map(\.name) })
      for pair in service.environment where ["NEXT_PUBLIC_", "VITE_"].contains(where: pair.name.hasPrefix) {
        guard !declared.contains(pair.name), pair.value != nil,
          !(service.build?.arguments.contains { $0.name == pair.name } ?? false),
          // The code falls back to the same.
          !survey.defaults.contains(where: { $0.name == pair.name && $0.text == pair.value?.known }),
          let read = survey.reads.first(where: { $0.name == pair.name && $0.isInBrowser })
        else { continue }
        context.report(
          kind, at: pair.nameSpan,
          "`\(pair.name)` is fixed when the image of `\(service.name)` is built, and the build does not get it"
        ) {
          $0.secondary = [
            .init(context.repository.span(build.place, in: file), "built without it"),
            .init(read.place, "read in the browser"),
          ]
          $0.notes = ["visitors get what the code falls back to, whatever is set here"]
          $0.help = ["declare `ARG \(pair.name)` before the build, and set it under `build.args` of `\(service.name)`"]
        }
      }
    }
  }

  private static func runsBuild(_ text: String) -> Bool {
    ["run build", "next build", "vite build", "yarn build", "pnpm build"].contains(where: text.holds)
  }
}
