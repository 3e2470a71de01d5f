import Diagnostics
import IR
import Model
import Rules

/// W1013 for the bases of a hand-written Dockerfile: of the stages that the image is made of, and of those that it copies
/// from.
package enum BaseEndOfLife: Probe {
  private static let products = [("python", EndOfLife.python), ("node", EndOfLife.node)]

  package static func run(in context: ProbeContext) {
    var seen: Set<String> = []
    for root in context.roots {
      for service in root.services {
        guard let (file, content) = root.dockerfile(of: service), seen.insert(file.path).inserted else { continue }
        var reported: Set<String> = []
        for from in Self.bases(content, target: service.declaration.build?.value.target?.value) {
          check(from, in: file, of: service, context, &reported)
        }
      }
    }
  }

  private static func check(
    _ from: DockerfileText.Instruction, in file: RepositoryReader.File, of service: ProbedService,
    _ context: ProbeContext, _ reported: inout Set<String>
  ) {
    guard let text = DockerfileText.words(from.text).first(where: { !$0.hasPrefix("--") }),
      case .success(let image) = ImageReference.parse(text), let repository = image.hubRepository, let tag = image.tag,
      let product = products.first(where: { $0.0 == repository })?.1
    else { return }
    let version = String(tag.prefix { $0.isASCII && ($0.isNumber || $0 == ".") })
    // One base that several stages have is one mistake.
    guard !version.isEmpty, reported.insert("\(product.name) \(version)").inserted else { return }
    let start = file.bytes[from.place].firstRange(of: Array(text.utf8)) ?? from.place
    EndOfLife.check(version, product) { message, refine in
      context.report(
        EndOfLife.kind, at: context.repository.span(start, in: file),
        path: service.path(ServiceKey.buildDockerfile.rawValue), message,
        refine)
    }
  }

  /// The `FROM`s that matter for the last stage, or for the one that is built, the first one first.
  private static func bases(_ content: DockerfileText, target: String?) -> [DockerfileText.Instruction] {
    let froms = content.instructions.filter { $0.keyword == "FROM" }
    func named(_ name: String) -> DockerfileText.Instruction? {
      froms.last { from in
        let words = DockerfileText.words(from.text).filter { !$0.hasPrefix("--") }
        return words.count > 2 && words[2].lowercased() == name.lowercased()
      } ?? Int(name).flatMap { froms.indices.contains($0) ? froms[$0] : nil }
    }
    guard let last = target.flatMap(named) ?? froms.last else { return [] }
    var open = [last]
    var needed: Set<Int> = []
    while let from = open.popLast() {
      guard needed.insert(from.stage).inserted else { continue }
      if let base = DockerfileText.words(from.text).first(where: { !$0.hasPrefix("--") }), let stage = named(base),
        stage.stage < from.stage
      {
        open.append(stage)
      }
      for copy in content.instructions where copy.stage == from.stage && copy.keyword == "COPY" {
        for word in DockerfileText.words(copy.text) where word.hasPrefix("--from=") {
          if let stage = named(String(word.dropFirst("--from=".count))) { open.append(stage) }
        }
      }
    }
    return froms.filter { needed.contains($0.stage) }
  }
}
