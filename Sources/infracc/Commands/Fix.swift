import Resolution
import ArgumentParser
import Compiler
import Diagnostics
import Files
import Output
import Report

struct Fix: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fix",
    abstract: "Apply the fixes that findings carry; comments and layout stay as they are.",
    discussion: """
      A fix that would add errors or break the YAML is left out. What is left is reported as `check` does. Some fixes
      change a file beside the topology, such as a Dockerfile; `--no-probe` leaves those out.

      EXAMPLES
        infracc fix
        infracc fix --dry-run topology.yaml   shows the difference, writes nothing
        infracc fix --unsafe                  also what is only a good guess
        infracc fix - < topology.yaml         prints the fixed text
        infracc fix docker-compose.yml        a compose file, as `check` reads it
      """)

  @Argument(help: .topology, completion: .file(extensions: ["yaml", "yml"]))
  var files: [String] = [InputOptions.defaultTopology]

  @Flag(help: "Also apply good guesses, such as the nearest name; look at what they did.")
  var unsafe = false

  @Flag(name: .customLong("dry-run"), help: "Write nothing; show the difference.")
  var dryRun = false

  @OptionGroup var input: InputArguments
  @OptionGroup var findings: FindingArguments

  func validate() throws {
    if files.contains("-"), files.count > 1 { throw ValidationError("`-` does not go with other files") }
  }

  func run() throws {
    let (input, findings) = (input.options, findings.options)
    try findings.validateLevels()
    var sources = SourceSet()
    var remaining: [Diagnostic] = []
    var code: Int32 = 0
    var seen: Set<String> = []
    for file in files where seen.insert(file).inserted {
      if let foreign = ForeignInput(file, input) {
        let result = foreign.fixed(allowsUnsafe: unsafe)
        try put(result, foreign)
        let left = result.remaining
        let (found, all) = Self.joined(findings.leveled(left.diagnostics), left.sources, behind: sources)
        sources = all
        remaining += found
        if !left.foundStacks {
          Terminal.complain(foreign.nothingFound(left))
          code = ExitStatus.usage
        }
        if found.contains(where: { $0.severity == .error }) { code = max(code, ExitStatus.findings) }
        continue
      }
      do {
        var (bytes, options) = try input.read(file)
        options.repository = input.repository(of: file)
        let result = Fixer.run(
          path: InputOptions.name(of: file), bytes: bytes, options: options, allowsUnsafe: unsafe)
        try put(result, file, bytes)
        let (found, all) = Self.joined(findings.leveled(result.remaining), result.sources, behind: sources)
        sources = all
        remaining += found
        if found.contains(where: { $0.severity == .error }) { code = max(code, ExitStatus.findings) }
      } catch let error as UnreadableInput {
        remaining.append(error.finding)
        code = ExitStatus.usage
      }
    }
    findings.show(remaining, sources)
    if code != 0 { throw ExitCode(code) }
  }

  /// Writes the result and says what was done to it.
  private func put(_ result: Fixer.Result, _ file: String, _ bytes: [UInt8]) throws {
    let name = InputOptions.name(of: file)
    if dryRun {
      showDifference(result, name, bytes)
    } else if file == "-" {
      Terminal.write(document: String(decoding: result.bytes, as: UTF8.self))
    } else {
      // Files beside the topology first: with one of them missing, the topology is as it was.
      for other in result.files {
        try write(Self.prefix(of: file) + other.path) { () throws(FileProblem) in
          try TextFile.replace(other.path, below: InputOptions.folder(of: file), with: other.new, from: other.old)
        }
      }
      if result.bytes != bytes {
        try write(file) { () throws(FileProblem) in
          try TextFile.replace(file, with: result.bytes, from: bytes)
        }
      }
    }
    guard findings.options.isForPeople else { return }
    for step in result.applied { Terminal.complain("\(name):\(step.line): \(step.code) fixed: \(step.title)\n") }
    for step in result.refused {
      Terminal.complain("\(name):\(step.line): \(step.code) left alone, it would lead to more errors: \(step.title)\n")
    }
    if result.isCut {
      Terminal.complain("\(name): stopped after \(Fixer.mostChecks) attempts; what is left is reported below\n")
    }
    if result.applied.isEmpty, result.refused.isEmpty { Terminal.complain("\(name): nothing to fix\n") }
  }

  /// Writes what was changed in files that are no topology, and says what was done.
  private func put(_ result: ForeignFixer.Result, _ input: ForeignInput) throws {
    for file in result.files {
      let (name, folder) = input.place(of: file.path)
      if dryRun {
        let request = findings.options.request(result.remaining.diagnostics, result.remaining.sources)
        let masking = Masking(request)
        func text(_ bytes: [UInt8]) -> String { masking.apply(to: String(decoding: bytes, as: UTF8.self)) }
        Terminal.write(UnifiedDiff.text(text(file.old), text(file.new), oldName: name, newName: name))
      } else {
        try write(name) { () throws(FileProblem) in
          try TextFile.replace(file.path, below: folder, with: file.new, from: file.old)
        }
      }
    }
    guard findings.options.isForPeople else { return }
    for step in result.applied { Terminal.complain("\(step.file):\(step.line): \(step.code) fixed: \(step.title)\n") }
    for step in result.refused {
      Terminal.complain(
        "\(step.file):\(step.line): \(step.code) left alone, it would not end the finding: \(step.title)\n")
    }
    if result.applied.isEmpty, result.refused.isEmpty { Terminal.complain("nothing to fix\n") }
  }

  private func write(_ name: String, _ replace: () throws(FileProblem) -> Void) throws {
    do {
      try replace()
    } catch {
      Terminal.complain("infracc: cannot write `\(name)`: \(error.reason)\n")
      throw ExitCode(ExitStatus.unwritten)
    }
  }

  /// What stands in front of the names of files beside a topology.
  private static func prefix(of file: String) -> String {
    file.contains("/") ? InputOptions.folder(of: file) + "/" : ""
  }

  private func showDifference(_ result: Fixer.Result, _ name: String, _ bytes: [UInt8]) {
    // What a fix brings into reach is read only afterwards, and so are the secrets in it.
    let masks = [(result.original, result.originalSources), (result.remaining, result.sources)].map { found, sources in
      var request = RenderRequest(found, sources: sources)
      request.secrets = { WrittenSecrets.ranges(in: $0) }
      return Masking(request)
    }
    func masked(_ bytes: [UInt8]) -> String {
      masks.reduce(String(decoding: bytes, as: UTF8.self)) { $1.apply(to: $0) }
    }
    func show(_ name: String, _ old: [UInt8], _ new: [UInt8]) {
      Terminal.write(UnifiedDiff.text(masked(old), masked(new), oldName: name, newName: name))
    }
    show(name, bytes, result.bytes)
    for other in result.files { show(Self.prefix(of: name) + other.path, other.old, other.new) }
  }

  /// Findings of one run among those of several: their file has another number there.
  private static func joined(
    _ diagnostics: [Diagnostic], _ own: SourceSet, behind sources: SourceSet
  ) -> ([Diagnostic], SourceSet) {
    var sources = sources
    let offset = sources.files.count
    for file in own.files { sources.add(path: file.path, bytes: file.bytes) }
    return (offset == 0 ? diagnostics : diagnostics.map { $0.moved(by: offset) }, sources)
  }
}

extension Diagnostic {
  /// The same finding where its file stands `offset` places further back among the texts.
  fileprivate func moved(by offset: Int) -> Diagnostic {
    func moved(_ span: Span) -> Span {
      guard span.file.index >= 0 else { return span }
      return Span(file: FileID(Int(span.file.index) + offset), start: Int(span.start), end: Int(span.end))
    }
    func moved(_ label: Label) -> Label { Label(moved(label.span), label.text) }
    var result = self
    result.primary = moved(primary)
    result.secondary = secondary.map(moved)
    result.masked = masked.map(moved)
    result.fixes = fixes.map { fix in
      FixIt(fix.title, fix.applicability, fix.edits.map { FixIt.Edit(moved($0.span), $0.replacement) })
    }
    return result
  }
}
