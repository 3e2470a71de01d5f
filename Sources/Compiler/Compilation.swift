package import Analysis
package import Diagnostics
package import Emit
package import IR
import Model
import Syntax

/// One run over one topology: text in; findings and one program per environment out. It reads nothing else.
package struct Compilation {
  /// The texts that findings point into: the topology, and what was probed.
  package private(set) var sources: SourceSet
  /// Sorted; suppressed ones are gone, levels are applied.
  package private(set) var diagnostics: [Diagnostic] = []
  /// One for each environment, in order of declaration; empty when the file could not be read at all.
  package private(set) var programs: [Program] = []
  /// The listed deploy targets.
  package private(set) var targets: [String] = []
  /// Those of them that are no built-in ones.
  package private(set) var plugins: [Plugin] = []
  /// What people asked about references want to look at (`refs`).
  package private(set) var analyses: [EnvironmentAnalysis] = []
  /// `layout` of the topology's options.
  package private(set) var layout: String?

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Whether nothing had to be left out because the YAML is broken: the names of the environments are all known.
  package private(set) var isWhole = false
  /// The topology among the sources.
  let file: SourceFile
  /// What was found, before `review` looked at it: emission adds to it.
  let bag = DiagnosticBag()
  private(set) var review: FindingReview
  private(set) var pluginHost: PluginHost?

  /// Checks a text completely.
  /// - Parameters:
  ///   - path: how findings name the file.
  ///   - sources: the texts of earlier runs, whose findings are printed together with those of this one.
  package static func run(
    path: String, bytes: [UInt8], options: CompileOptions = CompileOptions(), sources: SourceSet = SourceSet()
  ) -> Compilation {
    var sources = sources
    let file = sources.add(path: path, bytes: bytes)
    var compilation = Compilation(sources: sources, file: file)
    let bag = compilation.bag
    let tree = parseYAML(file, into: bag)
    var review = FindingReview(suppressions: tree.suppressions, source: bytes)
    if let root = tree.root {
      compilation.analyze(ConfigNode.make(root), tree: tree, file: file, options: options, bag: bag, review: &review)
    }
    compilation.isWhole = tree.root != nil && tree.poisonedKeys.isEmpty && tree.poisonedServices.isEmpty
    compilation.review = review
    compilation.diagnostics = review.finish(bag, environments: compilation.programs.map(\.environment.name))
    return compilation
  }

  private init(sources: SourceSet, file: SourceFile) {
    self.sources = sources
    self.file = file
    review = FindingReview(suppressions: [], source: [])
  }

  private mutating func analyze(
    _ root: ConfigNode, tree: SyntaxTree, file: SourceFile, options: CompileOptions, bag: DiagnosticBag,
    review: inout FindingReview
  ) {
    let decoder = Decoder(bag: bag)
    guard LanguageVersion.check(root, poisonedKeys: tree.poisonedKeys, decoder: decoder) else { return }
    var environments = Environments(root: root, decoder: decoder)
    environments.isIncomplete = !tree.poisonedKeys.isEmpty || !tree.poisonedServices.isEmpty
    var known = TopologyReader.KnownServices()
    known.base = Set(environments.base["services"]?.entries.map { ServiceName.fold($0.key) } ?? [])
    known.names = environments.base["services"]?.entries.map(\.key) ?? []
    known.poisoned = Set(tree.poisonedServices.map { ServiceName.fold($0.name) })
    known.poisonedKeys = Set(tree.poisonedKeys)
    known.base.formUnion(known.poisoned)
    known.isComplete = environments.base["services"] != nil
    let reader = TopologyReader(bag: bag)
    let locator = Locator(file)
    let sourceInfos = [SourceInfo(path: file.path.lastPathComponent, sha256: sha256Hex(file.bytes))]
    let infos = environments.declarations.map { declaration in
      EnvironmentInfo(
        name: declaration.name, kind: declaration.kind.flatMap { .init(rawValue: $0.value) } ?? .standard,
        base: declaration.base?.value)
    }
    var contexts: [CheckContext] = []
    for (declaration, info) in zip(environments.declarations, infos) {
      let merged = environments.merged(declaration, into: bag)
      var extends = Extends(services: merged["services"]?.entries ?? [], bag: bag)
      let topology = reader.read(merged, environment: declaration.name, knownServices: known) {
        extends.resolved($0, poisoned: known.poisoned)
      }
      Generators.expand(topology, bag: bag)
      if contexts.isEmpty {
        RequiredKeys.check(topology, root: root, poisonedKeys: known.poisonedKeys, decoder: decoder)
        let found = TargetNames(topology, host: options.plugins, bag: bag)
        targets = found.names
        plugins = found.plugins
        pluginHost = options.plugins
        review.levels = topology.lints
        layout = topology.options.first { $0.name == "layout" }?.value.text
        TargetOptions.check(topology, found, bag: bag)
      }
      let analysis = EnvironmentAnalysis(
        environment: info, topology: topology, poisoned: known.poisoned,
        isSharedPoisoned: known.poisonedKeys.contains("secrets") || known.poisonedKeys.contains("variables"), bag: bag)
      let (program, derived) = Lowering.lower(
        analysis, targets: targets, sources: sourceInfos, locate: locator.locate)
      contexts.append(
        CheckContext(
          analysis: analysis, program: program, environments: infos, derived: derived,
          targets: targets.compactMap { name in
            Emitters.named(name).map { (name: name, capabilities: $0.capabilities(for: program)) }
          }))
    }
    for context in contexts { Checks.run(in: context) }
    for check in Checks.ofProjects { check.run(in: contexts, environments: environments, into: bag) }
    BuildSources.check(contexts, options: options)
    RawNames.check(contexts.map(\.analysis.topology), bag: bag)
    probe(contexts, environments, options: options)
    review.hasProbed = options.repository != nil
    analyses = contexts.map(\.analysis)
    programs = contexts.map(\.program)
    Program.settleImages(&programs)
    review.analyses = analyses
    review.neededAlternatives = analyses.reduce(into: []) { $0.formUnion($1.resolver.neededAlternatives) }
    // What an environment lacks whose `from` could not be followed says nothing.
    let cut = Set(environments.declarations.filter { $0.base == nil && $0.node["from"] != nil }.map(\.name))
    Portability.report(programs, targets: targets, plugins: plugins.compactMap(\.target)) { finding, program, target in
      if finding.code == "E0809", cut.contains(program.environment.name) { return }
      bag.add(locator.diagnostic(finding, in: program, target: target))
    }
  }
}

extension Compilation {
  /// What stands in front of the paths of files beside a topology: its folder with a `/`, or nothing.
  static func folder(of path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? ""
  }

  /// Compares the topology with the code beside it. A file with holes says nothing about what is missing.
  fileprivate mutating func probe(_ contexts: [CheckContext], _ environments: Environments, options: CompileOptions) {
    guard let access = options.repository, !environments.isIncomplete else { return }
    let repository = RepositoryReader(access, sources: sources, prefix: Self.folder(of: file.path))
    Probes.run(in: contexts, repository, into: bag)
    sources = repository.sources
  }
}

/// Turns byte offsets into places for people, and findings of emitters into diagnostics.
struct Locator: Sendable {
  private let file: SourceFile
  private let lines: LineTable

  init(_ file: SourceFile) {
    self.file = file
    lines = LineTable(file.bytes)
  }

  func locate(_ span: Span) -> SpanInfo {
    let line = lines.line(at: Int(span.start))
    let start = lines.range(ofLine: line).lowerBound
    let column = 1 + lines.codePoints(in: start..<Int(span.start), of: file.bytes)
    return SpanInfo(
      source: Int(span.file.index), start: Int(span.start), end: Int(span.end), line: line + 1, column: column)
  }

  func diagnostic(_ finding: EmitFinding, in program: Program, target: String) -> Diagnostic {
    func place(_ index: Int?) -> Span? {
      guard let index, program.spans.indices.contains(index) else { return nil }
      return Span(file: file.id, start: program.spans[index].start, end: program.spans[index].end)
    }
    let span = place(finding.span) ?? Span.startOfFile(file.id)
    var diagnostic = Diagnostic(code: finding.code, severity: finding.severity, at: span, finding.message)
    diagnostic.secondary = finding.related.compactMap { related in
      place(related.span).map { .init($0, related.label) }
    }
    diagnostic.notes = finding.notes
    diagnostic.help = finding.help
    diagnostic.environments = [program.environment.name]
    diagnostic.targets = [target]
    if let replacement = finding.replacement {
      diagnostic.fixes = [FixIt(replacement.title, .unsafe, [.init(span, replacement.text)])]
    }
    return diagnostic
  }
}

extension String {
  /// The part behind the last `/`.
  var lastPathComponent: String { split(separator: "/").last.map(String.init) ?? self }
}
