package import Diagnostics
package import Files
import Import
import Model
import Probes
import Syntax

/// The check of files that are no topology: the same stages on what they say, and a report only where it is proven.
package struct ForeignCheck {
  package private(set) var diagnostics: [Diagnostic] = []
  package private(set) var sources: SourceSet
  /// What is looked at: `docker-compose.yml (3 services: db, api, web) with the code of api, web`, for each stack.
  package private(set) var headers: [String] = []
  /// How many services were looked at.
  package private(set) var services = 0
  /// Files that were found and not looked at, as a report names them.
  package private(set) var skipped: [String] = []
  package private(set) var templates: [String] = []
  /// There are files that infracc has written, which are checked by their topology.
  package private(set) var hasGenerated = false
  /// Files that only change services of another one, which is not in their directory.
  package private(set) var fragments: [String] = []
  /// How many deployment files there are beyond those that are looked at.
  package private(set) var unseen = 0
  /// There is an env file of an operator's own, which is never opened.
  package private(set) var hasPrivateFile = false
  /// What was looked at and what was not, as a table for people; nil where nobody asked.
  package private(set) var explanation: String?

  private let repository: RepositoryReader
  private let loader: ComposeLoader
  private let syntax = DiagnosticBag()
  private let prefix: String
  private let name: String
  private let isCheckout: Bool
  private let readsCode: Bool
  private var table: ForeignSources?
  /// The files that were read beside those that findings may point into, as reports name them.
  package private(set) var consulted: [String] = []

  /// - Parameters:
  ///   - path: a compose file, or a directory that is looked through for them; relative to what `access` reads.
  ///   - access: the repository.
  ///   - prefix: what is before paths in reports.
  ///   - name: of the repository's directory.
  ///   - isCheckout: whether the directory holds all that git was given, so that a missing file is missing.
  ///   - readsCode: whether the code beside deployment files is looked at.
  ///   - explainsSources: whether a table of what is looked at is made.
  ///   - sources: the texts of earlier runs.
  package init(
    _ path: String, in access: FileAccess, prefix: String, name: String, isCheckout: Bool, readsCode: Bool = true,
    explainsSources: Bool = false, after sources: SourceSet
  ) {
    self.readsCode = readsCode
    table = explainsSources ? ForeignSources() : nil
    self.sources = sources
    self.prefix = prefix
    self.name = name
    self.isCheckout = isCheckout
    repository = RepositoryReader(access, sources: sources, prefix: prefix, opensEnvFiles: false)
    loader = ComposeLoader(repository, into: syntax)
    let finder =
      repository.hasFile(path)
      ? StackFinder(naming: path, repository, loader, into: syntax)
      : StackFinder(below: path, repository, loader, into: syntax)
    check(finder.stacks, templates: finder.envTemplates)
    skipped = finder.skipped.map { prefix + $0 }
    templates = finder.templates.map { prefix + $0 }
    hasPrivateFile = !finder.privateFiles.isEmpty
    fragments = finder.fragments.map { prefix + $0 }
    unseen = finder.unseen
    hasGenerated = finder.hasGenerated
    finish()
    table?.add(finder, repository)
    explanation = table?.text(in: repository)
  }

  /// Whether a file is a compose file by what it says, whatever its name is.
  package static func isCompose(_ bytes: [UInt8]) -> Bool {
    // Most files that are named are topologies, which need not be read twice.
    guard !bytes.starts(with: "infracc:".utf8), bytes.firstRange(of: Array("\ninfracc:".utf8)) == nil else {
      return false
    }
    if ComposeLoader.isTemplate(bytes), bytes.firstRange(of: Array("services:".utf8)) != nil { return true }
    var sources = SourceSet()
    let file = sources.add(path: "", bytes: bytes)
    return ForeignDocument.recognize(file, parseYAML(file, into: DiagnosticBag()))?.isCompose ?? false
  }

  /// Whether something was looked at.
  package var foundStacks: Bool { !headers.isEmpty || !diagnostics.isEmpty }

  private mutating func check(_ stacks: [Stack], templates: [String]) {
    let topologies = stacks.map { FaithfulTopology($0, repository, readsCode: readsCode) }
    let surveys = topologies.reduce(into: [:]) { all, topology in all.merge(topology.surveys) { first, _ in first } }
    for (stack, topology) in zip(stacks, topologies) {
      check(stack, topology, siblings: surveys, templates: templates)
    }
  }

  private mutating func check(
    _ stack: Stack, _ topology: FaithfulTopology, siblings: [String: CodeSurvey], templates: [String]
  ) {
    let evidence = StackEvidence(of: stack, repository: name)
    let kind = evidence.kind
    let own = DiagnosticBag()
    let context = StackContext(
      stack, topology, kind, templates: templates, siblings: siblings, isCheckout: isCheckout, repository, into: own)
    let findings = ForeignFindings(context, prefix: prefix)
    for rule in ImportRegistry.stackRules { rule.run(in: context) }
    let file = repository.sources[stack.root.span.file]
    let compilation = Compilation.run(made: topology.root, in: file, repository, readsCode: readsCode)
    diagnostics +=
      ForeignFindings.united(compilation.diagnostics.compactMap(findings.translated))
      + own.sorted().compactMap(findings.settled)
    table?.add(stack, topology, evidence, context)
    for finding in compilation.diagnostics { table?.add(finding, findings.silence(of: finding, isOwn: false)) }
    for finding in own.sorted() { table?.add(finding, findings.silence(of: finding, isOwn: true)) }
    services += stack.services.count
    headers.append(header(stack, topology))
  }

  /// What several stacks have in common is one finding.
  private mutating func finish() {
    sources = repository.sources
    let pointedAt = Set(sources.files.map(\.path))
    consulted = repository.read.map { prefix + $0 }.filter { !pointedAt.contains($0) }
    let bag = DiagnosticBag()
    for finding in syntax.sorted() where finding.foreign.allows(.unknown, isWhole: true) { bag.add(finding) }
    for finding in diagnostics { bag.add(finding) }
    if unseen > 0, let first = sources.files.first {
      bag.report(
        .repositoryNotRead, at: .startOfFile(first.id), "\(Words.count(unseen, "deployment file")) not looked at"
      ) { $0.help = ["name the directories to check"] }
    }
    diagnostics = ForeignReview(sources.files).reviewed(bag.sorted())
  }

  private func header(_ stack: Stack, _ topology: FaithfulTopology) -> String {
    let names = stack.services.map(\.name)
    let files = stack.files.map { prefix + $0 }.joined(separator: " with ")
    var text = "\(files) (\(Words.count(names.count, "service")): \(names.joined(separator: ", ")))"
    let coded = names.filter { topology.surveys[$0] != nil }
    if !coded.isEmpty { text += " with the code of \(coded.joined(separator: ", "))" }
    return text
  }
}
