package import Diagnostics
import IR
import Model
import Probes

/// W1039 for a Dockerfile: a dependency needs packages of the operating system, and nothing installs any.
package enum LibraryNotInImage: StackRule {
  package static var kind: DiagnosticKind { .systemPackageMissing }

  package static func run(in context: StackContext) {
    var seen: Set<Span> = []
    for service in context.stack.services {
      guard let survey = context.topology.surveys[service.name], let (file, content) = context.dockerfile(of: service),
        content.stageCount == 1, isBare(content),
        let install = content.instructions.first(where: {
          $0.keyword == "RUN" && $0.text.firstRange(of: "pip install") != nil
            && $0.text.firstRange(of: "requirements.txt") != nil
        }), seen.insert(context.repository.span(install.place, in: file)).inserted
      else { continue }
      for need in SystemNeed.ofPython where survey.requires(need.name, without: need.unless) {
        let isCompiled = !need.build.isEmpty
        let packages = isCompiled ? need.build : need.run
        context.report(
          kind, at: context.repository.span(install.place, in: file),
          isCompiled
            ? "`\(need.name)` is compiled, and the image of `\(service.name)` has no \(Words.enumeration(packages))"
            : "`\(need.name)` loads \(Words.enumeration(packages)), which the image of `\(service.name)` does not have"
        ) {
          let base = content.instructions.first { $0.keyword == "FROM" }
          if let base { $0.secondary = [.init(context.repository.span(base.place, in: file), "the base")] }
          let all = (isCompiled ? need.build : []) + need.run
          $0.help = [
            "install them before: `apt-get install --yes \(all.joined(separator: " "))`"
              + (need.instead.map { ", or require `\($0)`, which contains the library" } ?? "")
          ]
        }
      }
    }
  }

  /// An official image of Python without a compiler, into which nothing but packages of Python comes.
  private static func isBare(_ content: DockerfileText) -> Bool {
    guard let from = content.instructions.first(where: { $0.keyword == "FROM" }),
      let text = DockerfileText.words(from.text).first(where: { !$0.hasPrefix("--") }),
      case .success(let image) = ImageReference.parse(text), image.hubRepository == "python",
      image.tag?.firstRange(of: "slim") != nil
    else { return false }
    return !content.instructions.contains { instruction in
      (instruction.keyword == "RUN" || instruction.keyword == "COPY")
        && ["apt", "dpkg", "--from", "conda", ".sh", "setup", "curl", "wget"].contains {
          instruction.text.firstRange(of: $0) != nil
        }
    }
  }
}
