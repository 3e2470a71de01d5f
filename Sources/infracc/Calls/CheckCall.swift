import ArgumentParser
import Compiler
import Diagnostics
import Emit
import Files
import Output

/// What `infracc check` was asked to do.
struct CheckCall: Equatable {
  var files = [InputOptions.defaultTopology]
  /// Whether plugins are started.
  var plugins = false
  /// A file of findings that are not reported.
  var baseline: String?
  /// The file that the findings are written into.
  var newBaseline: String?
  /// Whether a table of what is looked at is printed instead of findings.
  var explainsSources = false
  var input = InputOptions()
  var findings = FindingOptions()

  func run() throws {
    if explainsSources { return try explainSources() }
    try findings.validateLevels()
    var known: Baseline?
    if let baseline {
      guard let read = Self.read(baseline) else { throw ExitCode(ExitStatus.usage) }
      known = read
    }
    var run = CheckRun(self)
    var seen: Set<String> = []
    for file in files where seen.insert(file).inserted { run.check(file) }
    try finish(&run, known)
    Ending.now(run.code, keeping: run.last)
  }

  private func explainSources() throws {
    for file in files {
      guard let input = ForeignInput(file, self.input) else {
        Terminal.complain("infracc: `\(file)` is a topology; --explain-sources tells of the files of other tools\n")
        throw ExitCode(ExitStatus.usage)
      }
      let check = input.sourcesExplained()
      guard check.foundStacks || !check.templates.isEmpty else {
        Terminal.complain(input.nothingFound(check))
        throw ExitCode(ExitStatus.usage)
      }
      Terminal.write(check.explanation ?? "")
    }
  }

  /// One report over all files, so that the summary and the limit are those of the run.
  private func finish(_ run: inout CheckRun, _ known: Baseline?) throws {
    let request = findings.request(run.diagnostics, run.sources)
    if let newBaseline {
      do throws(FileProblem) {
        try TextFile.put(newBaseline, Array(Baseline(of: request).text.utf8))
      } catch {
        Terminal.complain("infracc: cannot write `\(newBaseline)`: \(error.reason)\n")
        throw ExitCode(ExitStatus.unwritten)
      }
      let count = Words.count(run.diagnostics.count, "finding")
      if findings.isForPeople { Terminal.complain("\(newBaseline): \(count) written\n") }
      run.code = min(run.code, 0)
      return
    }
    if let known {
      let (new, count, stale) = known.remaining(of: request)
      run.diagnostics = new
      if run.code == ExitStatus.findings, !new.contains(where: { $0.severity == .error }) { run.code = 0 }
      if count + stale > 0 {
        let old = stale == 0 ? "" : ", \(stale) of its entries no longer match"
        // Where everything is known, there is nowhere to go on.
        let rest = new.contains { $0.severity != .info } ? run.remarks : ""
        run.remarks = "\(Words.count(count, "known finding")) in the baseline\(old)\n" + rest
      }
    }
    findings.show(run.diagnostics, run.sources, consulted: run.consulted)
    if findings.isForPeople { Terminal.complain(run.remarks) }
  }

  /// Nil where it cannot be read, which is said.
  private static func read(_ path: String) -> Baseline? {
    let files = DiskFiles.access(to: InputOptions.folder(of: path), links: .withinRepository)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    do throws(FileProblem) {
      if let baseline = Baseline(try files.whole(name, atMost: 16 << 20)) { return baseline }
      Terminal.complain("infracc: `\(path)` is no baseline; `--write-baseline` writes one\n")
    } catch {
      Terminal.complain("infracc: cannot read `\(path)`: \(error.reason)\n")
    }
    return nil
  }
}

/// The check of one file after the other.
private struct CheckRun {
  private let call: CheckCall
  var diagnostics: [Diagnostic] = []
  var sources = SourceSet()
  /// Files that were read beside those that findings may point into.
  private(set) var consulted: [String] = []
  var remarks = ""
  var code: Int32 = 0
  /// The last topology.
  private(set) var last: Compilation?

  init(_ call: CheckCall) { self.call = call }

  mutating func check(_ argument: String) {
    if let input = ForeignInput(argument, call.input) {
      check(input)
    } else {
      check(topology: InputOptions.topology(in: argument))
    }
  }

  private mutating func check(_ input: ForeignInput) {
    let check = input.check(after: sources)
    sources = check.sources
    consulted += check.consulted
    guard check.foundStacks else {
      Terminal.complain(input.nothingFound(check))
      if check.templates.isEmpty, !check.hasGenerated { code = ExitStatus.usage }
      return
    }
    let found = call.findings.leveled(check.diagnostics)
    add(found)
    if call.findings.isForPeople { Terminal.complain(input.heading(check, isLong: call.findings.format == .text)) }
    remarks += input.closing(check, found)
  }

  private mutating func check(topology file: String) {
    do {
      let compilation = try call.input.compile(
        file, runsPlugins: call.plugins, countsInfos: call.findings.countsInfos, after: sources)
      last = compilation
      sources = compilation.sources
      let found = call.findings.leveled(compilation.checked(withPlugins: call.plugins))
      add(found)
      if !found.contains(where: { $0.severity != .info }) {
        let environments = Words.count(compilation.programs.count, "environment")
        remarks += "\(InputOptions.name(of: file)): no errors or warnings in \(environments)\n"
      }
      if !call.plugins, !compilation.plugins.isEmpty {
        remarks += "not started: \(Words.enumeration(compilation.plugins.map(\.name))); --plugins starts plugins\n"
      }
    } catch {
      diagnostics.append(error.finding)
      code = ExitStatus.usage
    }
  }

  private mutating func add(_ found: [Diagnostic]) {
    diagnostics += found
    if found.contains(where: { $0.severity == .error }) { code = max(code, ExitStatus.findings) }
  }
}
