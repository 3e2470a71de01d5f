package import Diagnostics
package import Files
import Import
import Model
import Probes

/// The check of files that are no topology: the same stages on what they say, and a report only where it is proven.
package struct ForeignCheck {
  package private(set) var diagnostics: [Diagnostic] = []
  package private(set) var sources: SourceSet
  /// `docker-compose.yml (3 services: db, api, web) with the code of api, web`, one for each stack.
  package private(set) var headers: [String] = []
  /// How many services were looked at.
  package private(set) var services = 0

  /// - Parameters:
  ///   - paths: compose files that are run together, the base first; from the top of the repository.
  ///   - access: the repository.
  ///   - prefix: what is before paths in reports.
  ///   - sources: the texts of earlier runs.
  package init(compose paths: [String], in access: FileAccess, prefix: String, after sources: SourceSet) throws {
    self.sources = sources
    let bag = DiagnosticBag()
    let repository = RepositoryReader(access, sources: sources, prefix: prefix)
    let stack = try ComposeStack(paths, ComposeLoader(repository, into: bag))
    let topology = FaithfulTopology(stack, repository)
    let found = repository.sources.files[Int(stack.root.span.file.index)]
    let compilation = Compilation.run(made: topology.root, in: found, repository)
    self.sources = compilation.sources
    services = stack.services.count
    headers = [header(stack, topology, prefix)]
    let findings = ForeignFindings(stack, topology)
    diagnostics = bag.sorted().filter { findings.speaks($0) } + compilation.diagnostics.compactMap(findings.settle)
  }

  private func header(_ stack: ComposeStack, _ topology: FaithfulTopology, _ prefix: String) -> String {
    let names = stack.services.map(\.name)
    let files = Words.enumeration(stack.files.map { prefix + $0 })
    var text = "\(files) (\(Words.count(names.count, "service")): \(names.joined(separator: ", ")))"
    let coded = names.filter { topology.surveys[$0] != nil }
    if !coded.isEmpty { text += " with the code of \(coded.joined(separator: ", "))" }
    return text
  }
}
