package import Resolution
import Rules
import Probes
package import Diagnostics
package import Emit
package import IR
import Model
package import Syntax

/// One run over one topology: text in; findings and one program per environment out. It reads nothing else.
package struct Compilation {
  /// The texts that findings point into: the topology, and what was probed.
  package private(set) var sources: SourceSet
  /// Sorted; suppressed ones are gone, levels are applied.
  package private(set) var diagnostics: [Diagnostic] = []
  /// One for each environment, in order of declaration; empty when the file could not be read at all.
  package private(set) var programs: [Program] = []
  /// The deploy targets that any environment lists, in the order in which they are first listed.
  package private(set) var targets: [String] = []
  /// What any environment lists beside them, in the same order.
  package private(set) var companions: [String] = []
  /// Those of them that are not built in.
  package private(set) var plugins: [Plugin] = []
  /// What people asked about references want to look at (`refs`).
  package private(set) var analyses: [EnvironmentAnalysis] = []
  /// `layout` of the topology's options.
  package private(set) var layout: OutputLayout.Style?

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// The comments that allow a finding, with their reasons, in the order of their lines.
  package var suppressions: [Suppression] { review.suppressions }

  /// Whether nothing had to be left out because the YAML is broken: the names of the environments are all known.
  package private(set) var isWhole = false
  /// The topology among the sources.
  let file: SourceFile
  /// Made once: it looks for the lines of the whole text.
  let locator: Locator
  /// What was found, before `review` looked at it: emission adds to it.
  let bag = DiagnosticBag()
  private(set) var review: FindingReview
  private(set) var pluginHost: PluginHost?
  /// What the emitters answered beside the probes; nil where they were not asked.
  private var emission: (products: BuildProducts, findings: [Diagnostic])?
  /// What the built-in emitters made when they were asked for their findings; nil where nobody wants their files.
  private(set) var kept: BuildProducts?

  /// Checks a text completely.
  /// - Parameters:
  ///   - path: how findings name the file.
  ///   - sources: the texts of earlier runs, whose findings are printed together with those of this one.
  package static func run(
    path: String, bytes: [UInt8], options: CompileOptions = CompileOptions(), sources: SourceSet = SourceSet()
  ) -> Compilation {
    var sources = sources
    let file = sources.add(path: path, bytes: bytes)
    let overlays = options.overlays.map { sources.add(path: $0.path, bytes: $0.bytes) }
    var compilation = Compilation(sources: sources, file: file, others: overlays)
    let tree = parseTopology(file, into: compilation.bag)
    compilation.review = FindingReview(suppressions: tree.suppressions, source: bytes)
    compilation.review.countsInfos = options.countsInfos
    compilation.isWhole = tree.root != nil && Stages.Damage(tree).isWhole
    if let root = tree.root {
      compilation.analyze(
        TopologyTree.make(root, into: compilation.bag), overlays: compilation.read(overlays), tree: tree,
        options: options, emits: true)
    }
    if options.isTrial {
      compilation.diagnostics = compilation.bag.sorted()
    } else {
      compilation.finish(keepsFiles: options.keepsFiles)
    }
    return compilation
  }

  /// Checks a topology that was made of other files. Nothing is emitted, and nothing is reviewed: what may be said of
  /// files that are no topology is decided elsewhere.
  /// - Parameters:
  ///   - root: the topology, its nodes where they come from.
  ///   - file: the first of its files.
  ///   - reader: read them, and reads the code.
  ///   - readsCode: whether the code is looked at.
  static func run(
    made root: ConfigNode, in file: SourceFile, _ reader: RepositoryReader, readsCode: Bool
  ) -> Compilation {
    var compilation = Compilation(sources: reader.sources, file: file, others: reader.sources.files)
    var options = CompileOptions()
    options.reader = readsCode ? reader : nil
    compilation.analyze(root, tree: SyntaxTree.nothing(of: file), options: options, emits: false)
    compilation.diagnostics = compilation.bag.sorted()
    return compilation
  }

  private init(sources: SourceSet, file: SourceFile, others: [SourceFile] = []) {
    self.sources = sources
    self.file = file
    locator = Locator(file, others: others)
    review = FindingReview(suppressions: [], source: [])
  }

  /// Reads overlays. What is wrong with their YAML is reported, and they are left out.
  private func read(_ overlays: [SourceFile]) -> [ConfigNode] {
    overlays.compactMap { file in
      parseYAML(file, into: bag).root.map { TopologyTree.make($0, into: bag) }
    }
  }

  /// Takes the topology from stage to stage: project, merged, resolved, lowered, checked, emitted.
  /// - Parameter emits: whether emitters are asked for their findings afterwards.
  private mutating func analyze(
    _ root: ConfigNode, overlays: [ConfigNode] = [], tree: SyntaxTree, options: CompileOptions, emits: Bool
  ) {
    let decoder = Decoder(bag: bag)
    guard LanguageVersion.check(root, poisonedKeys: tree.poisonedKeys, decoder: decoder) else { return }
    let damage = Stages.Damage(tree)
    let project = Project(
      root: root, overlays: overlays, poisonedKeys: damage.keys, isIncomplete: !damage.isWhole, decoder: decoder)
    let stages = Stages(project: project, bag: bag, damage: damage)
    let infos = [SourceInfo(path: file.path.lastPathComponent, sha256: sha256Hex(file.bytes))]

    let merged = stages.merge()
    review.levels = DeclaredLevels(project, merged)
    // A declared level may make a warning of an info.
    bag.countsInfos = options.countsInfos && review.levels.entries.isEmpty
    layout = TargetOptions.layout(of: project, decoder: decoder)
    var resolver = TargetResolver(host: options.plugins, bag: bag)
    let templates = Templates.read(
      merged.map(\.topology), options.mounted, into: &sources, folder: Self.folder(of: file.path), bag: bag)
    let resolved = resolve(merged, templates, in: stages, &resolver, shares: options.sharesEnvironments)
    list(resolved.map(\.targets), host: options.plugins)
    let contexts = resolved.map { stages.lower($0, among: merged.map(\.info), sources: infos, locator) }

    if !options.isTrial {
      for context in contexts { Checks.run(in: context) }
      Checks.run(in: contexts, project: project, into: bag)
      BuildSources.check(contexts, options: options)
      UnlistedTargets.check(contexts, bag: bag)
    }
    programs = contexts.map { MeasuredOptions.numbers(of: $0.analysis.topology, in: $0.program) }
    ImageFiles.copy(into: &programs)
    Program.settleImages(&programs)
    MountedFiles.note(in: &programs, options.mounted)
    if options.isTrial { return }
    let aside = askTargets(emits: emits && !bag.hasErrors && !review.mayAddErrors, options)
    // A file with holes says nothing about what is missing.
    if damage.isWhole { probe(contexts, options: options) }
    review.hasProbed = options.repository != nil
    review.note(contexts.map(\.analysis))
    analyses = contexts.map(\.analysis)
    let found = aside.wait()
    reportPortability(found.losses, project)
    emission = found.emission
    reportUnwritten(project)
  }

  /// What targets have to say about the programs alone.
  private struct TargetFindings: Sendable {
    var losses: [(finding: EmitFinding, program: Int, target: String)] = []
    /// Nil where errors keep the emitters from being asked.
    var emission: (products: BuildProducts, findings: [Diagnostic])?
  }

  var calls: EmitterCalls {
    EmitterCalls(
      programs: programs, targets: targets, companions: companions, plugins: plugins, locator: locator)
  }

  /// Asks targets what they cannot express, and emitters for their findings: beside the probes, which read other files.
  private func askTargets(emits: Bool, _ options: CompileOptions) -> Aside<TargetFindings> {
    let (calls, layout, countsInfos) = (calls, layoutOfFindings, bag.countsInfos)
    let size = programs.reduce(0) { $0 + $1.services.count }
    let keepsFiles = options.keepsFiles
    return Aside(isWorthAThread: size >= options.secondThreadFrom) {
      var found = TargetFindings()
      Portability.report(
        calls.programs, plugins: calls.plugins.compactMap(\.target), countsInfos: countsInfos
      ) { finding, number, target in found.losses.append((finding, number, target)) }
      if emits, !found.losses.contains(where: { $0.finding.severity == .error }) {
        found.emission = calls.all(layout, wantsFiles: keepsFiles)
      }
      return found
    }
  }

  private func resolve(
    _ merged: [MergedEnvironment], _ templates: [String: SyntaxNode], in stages: Stages,
    _ targets: inout TargetResolver, shares: Bool
  ) -> [ResolvedEnvironment] {
    let tracer = Tracer(isWanted: shares && merged.count > 1)
    var resolved: [ResolvedEnvironment] = []
    for environment in merged {
      let first = shares ? resolved.first?.analysis : nil
      resolved.append(stages.resolve(environment, templates, &targets, first: first, tracer))
    }
    return resolved
  }

  /// Reviews what was found. Where no error prevents a build, the emitters are asked for their findings
  /// too, so that every command reports the same.
  private mutating func finish(keepsFiles: Bool) {
    let names = programs.map(\.environment.name)
    if programs.isEmpty || bag.hasErrors || review.mayAddErrors {
      diagnostics = review.finish(bag, environments: names, isComplete: false)
      guard !programs.isEmpty, !hasErrors else { return }
    }
    let emission = emission ?? calls.all(layoutOfFindings, wantsFiles: keepsFiles)
    for finding in emission.findings { bag.add(finding) }
    if keepsFiles { kept = emission.products }
    self.emission = nil
    diagnostics = review.finish(bag, environments: names, isComplete: true)
  }

  /// W0925 for environments that no listed target writes. Of a plugin that was not asked nothing is concluded.
  private func reportUnwritten(_ project: Project) {
    let known = DeployTarget.builtIn + plugins.compactMap(\.target)
    for (program, declaration) in zip(programs, project.environments.declarations) where !program.targets.isEmpty {
      let listed = program.targets.map { name in known.first { $0.name == name } }
      guard listed.allSatisfy({ $0.map { !$0.builds(program.environment.kind) } ?? false }) else { continue }
      let kind = program.environment.kind.rawValue
      bag.report(
        .environmentNotWritten, at: declaration.nameSpan,
        "no target of `\(declaration.name)` writes files for a \(kind) environment"
      ) {
        $0.path = "environments.\(declaration.name)"
        $0.environments = [declaration.name]
        $0.notes = ["its targets: \(Words.enumeration(program.targets))"]
        let others = known.filter { $0.builds(program.environment.kind) }.map(\.name)
        $0.help =
          others.isEmpty
          ? ["remove the environment, or its `kind`"]
          : ["list a target that does, such as `targets: [\(others[0])]`, or remove the environment"]
      }
    }
  }

  private mutating func list(_ listed: [ListedTargets], host: PluginHost?) {
    pluginHost = host
    for environment in listed {
      targets += environment.names.filter { !targets.contains($0) }
      companions += environment.companions.filter { !companions.contains($0) }
      plugins += environment.plugins.filter { !plugins.contains($0) }
    }
  }

  private func reportPortability(
    _ losses: [(finding: EmitFinding, program: Int, target: String)], _ project: Project
  ) {
    // What an environment lacks whose `from` could not be followed says nothing.
    let cut = Set(
      project.environments.declarations.filter { $0.base == nil && $0.node["from"] != nil }.map(\.name))
    for (finding, number, target) in losses {
      let program = programs[number]
      if finding.code == DiagnosticKind.secretNotInPreviews.code, cut.contains(program.environment.name) { continue }
      bag.add(locator.diagnostic(finding, in: program, target: target))
    }
  }
}

extension Compilation {
  /// What stands in front of the paths of files beside a topology: its folder with a `/`, or nothing.
  static func folder(of path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? ""
  }

  /// Compares the topology with the code beside it.
  fileprivate mutating func probe(_ contexts: [CheckContext], options: CompileOptions) {
    let own = options.repository.map {
      RepositoryReader($0, sources: sources, prefix: Self.folder(of: file.path))
    }
    guard let repository = options.reader ?? own else { return }
    Probes.run(in: contexts, repository, into: bag, hasDoubts: options.reader == nil)
    sources = repository.sources
  }
}

/// Turns byte offsets into places for people, and findings of emitters into diagnostics.
struct Locator: Sendable {
  private let file: SourceFile
  private let lines: LineTable
  /// Those of further files that a topology is made of.
  private let others: [FileID: Locator]

  init(_ file: SourceFile, others: [SourceFile] = []) {
    self.file = file
    lines = LineTable(file.bytes)
    self.others = Dictionary(
      others.filter { $0.id != file.id }.map { ($0.id, Locator($0)) }, uniquingKeysWith: { first, _ in first })
  }

  func locate(_ span: Span) -> SpanInfo {
    if span.file != file.id, let other = others[span.file] { return other.locate(span) }
    let line = lines.line(at: Int(span.start))
    let start = lines.range(ofLine: line).lowerBound
    let column = 1 + lines.codePoints(in: start..<Int(span.start), of: file.bytes)
    return SpanInfo(
      source: Int(span.file.index), start: Int(span.start), end: Int(span.end), line: line + 1, column: column)
  }

  func diagnostic(_ finding: EmitFinding, in program: Program, target: String) -> Diagnostic {
    func place(_ index: Int?) -> Span? {
      guard let index, program.spans.indices.contains(index) else { return nil }
      let place = program.spans[index]
      return Span(file: FileID(place.source), start: place.start, end: place.end)
    }
    let span = place(finding.span) ?? Span.startOfFile(file.id)
    var diagnostic = Diagnostic(
      code: finding.code, severity: finding.severity, isTunable: finding.isTunable, at: span, finding.message)
    diagnostic.secondary = finding.related.compactMap { related in
      place(related.span).map { .init($0, related.label) }
    }
    diagnostic.subject = finding.subject
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
