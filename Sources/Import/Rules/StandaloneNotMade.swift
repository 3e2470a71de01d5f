package import Diagnostics
import Model
import Probes

/// W1026 for a Dockerfile: it copies the standalone server of Next.js, which Next.js is not told to make.
package enum StandaloneNotMade: StackRule {
  package static var kind: DiagnosticKind { .notStandalone }

  package static func run(in context: StackContext) {
    for service in context.stack.services {
      guard let survey = context.topology.surveys[service.name], survey.nodePackages.contains("next"),
        let folder = service.codeFolder(in: context.stack, context.repository),
        let (file, content) = context.dockerfile(of: service),
        let copy = content.instructions.last(where: {
          $0.keyword == "COPY" && $0.text.firstRange(of: ".next/standalone") != nil
        }),
        !content.instructions.contains(where: { $0.keyword != "COPY" && $0.text.firstRange(of: "tandalone") != nil })
      else { continue }
      let configuration = NotStandalone.names.lazy.compactMap { name -> RepositoryReader.File? in
        let path = RepositoryReader.join(folder, name)
        return context.repository.hasFile(path) ? context.repository.file(path) : nil
      }.first
      // Without a configuration here, the one of the application is elsewhere.
      guard let configuration, configuration.bytes.firstRange(of: Array("standalone".utf8)) == nil else { continue }
      context.report(
        kind, at: context.repository.span(copy.place, in: file),
        "the Dockerfile copies `.next/standalone`, and nothing tells Next.js to write it"
      ) {
        $0.secondary = [.init(context.repository.span(0..<0, in: configuration), "`output` belongs here")]
        $0.notes = ["the build stops at this line"]
        $0.help = ["add `output: \"standalone\"` to the configuration of Next.js"]
      }
    }
  }
}
