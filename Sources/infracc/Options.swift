import Analysis
import ArgumentParser
import Compiler
import Diagnostics
import Emit
import Glibc
import Syntax

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto
  case always
  case never
}

/// How findings are printed; each is a renderer of the same name.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case short
  case gcc
  case json
  case jsonl
  case sarif
  case github
  case junit
}

/// How lists are printed.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

extension OutputLayout.Style: ExpressibleByArgument {}

/// How findings are shown, and how much they matter.
struct FindingOptions: ParsableArguments {
  @Option(help: "How findings are printed; all but text and short go to standard output.")
  var format = OutputFormat.text

  @Option(help: "When findings are coloured.")
  var color = ColorChoice.auto

  @Option(
    name: .customLong("max-errors"),
    help: "Print at most so many findings, errors first; formats for programs have all.")
  var maxErrors = 50

  @Flag(help: "Print notes (level info) as well, not only their number.")
  var notes = false

  @Option(
    help: ArgumentHelp(
      "Findings that count as errors: `warnings`, or a code; may be repeated.", valueName: "warnings|code"))
  var deny: [String] = []

  @Option(help: ArgumentHelp("A code that counts as a warning; may be repeated.", valueName: "code"))
  var warn: [String] = []

  func validate() throws {
    if maxErrors < 1 { throw ValidationError("--max-errors takes a number from 1") }
  }

  /// Whether a person reads along.
  var isForPeople: Bool { Renderers.named(format.rawValue)?.isForPeople ?? true }

  /// Prints findings: those for people to standard error, those for programs to standard output. Notes are counted,
  /// unless asked for.
  func show(_ diagnostics: [Diagnostic], _ sources: SourceSet) {
    let isForPeople = isForPeople
    let shown = notes || !isForPeople ? diagnostics : diagnostics.filter { $0.severity != .info }
    guard let renderer = Renderers.named(format.rawValue) else { return }
    var request = RenderRequest(
      shown, sources: sources, decorator: isForPeople ? Terminal.decorator(color) : .plain, limit: maxErrors,
      fixCommand: "infracc fix")
    request.secrets = { WrittenSecrets.ranges(in: $0) }
    if !isForPeople {
      request.version = Version.text
      request.rule = { Catalog.byCode[$0] }
      if let folder = CheckoutPaths.current { request.repositoryPath = folder.path }
    }
    let text = renderer.render(request)
    if isForPeople { Terminal.complain(text) } else { Terminal.write(text) }
    let hidden = diagnostics.count - shown.count
    if hidden > 0 {
      Terminal.complain("\(Words.count(hidden, "note")) not shown; `--notes` shows \(hidden == 1 ? "it" : "them")\n")
    }
  }
}

/// A topology that cannot be read.
struct UnreadableInput: Error {
  let finding: Diagnostic
}

/// Where the topology is and what may be looked at beside it.
struct InputOptions: ParsableArguments {
  @Flag(name: .customLong("no-fs"), help: "Do not look whether files and folders of the topology exist.")
  var noFS = false

  @Flag(name: .customLong("no-probe"), help: "Do not read the repository's code.")
  var noProbe = false

  /// Declared for help and completion: it is looked for before anything is parsed, see `CurrentRun`.
  @Flag(name: .customLong("no-cache"), help: "Do the work even if nothing has changed since it was done last.")
  var noCache = false

  /// The folder of a topology; `.` for standard input.
  static func folder(of path: String) -> String {
    guard path != "-", let slash = path.lastIndex(of: "/") else { return "." }
    let folder = String(path[..<slash])
    return folder.isEmpty ? "/" : folder
  }

  /// How findings name a topology.
  static func name(of path: String) -> String { path == "-" ? "<stdin>" : path }

  /// Reads a topology.
  func read(_ path: String) throws(UnreadableInput) -> (bytes: [UInt8], options: CompileOptions) {
    let bytes: [UInt8]
    do {
      CurrentRun.reads(path)
      bytes = try InputFile.read(path)
    } catch {
      var finding = Diagnostic(
        .unreadableFile, at: .nowhere, "cannot read `\(Self.name(of: path))`: \(error.reason)")
      if path == ArgumentHelp.defaultTopology, error.isAbsence {
        finding.help = ["name the topology, for example `infracc check deploy/topology.yaml`"]
      }
      throw UnreadableInput(finding: finding)
    }
    let folder = Self.folder(of: path)
    var options = CompileOptions()
    if !noFS {
      options.fileExists = { name in
        let path = folder + "/" + name
        return CurrentRun.looks(for: path, isThere: InputFile.exists(path))
      }
    }
    options.plugins = PluginAccess.host(folder: folder)
    return (bytes, options)
  }

  /// The code beside a topology, unless options say that it is not looked at. What comes through a pipe lies beside
  /// nothing.
  func repository(of path: String) -> RepositoryAccess? {
    noFS || noProbe || path == "-" ? nil : ProbedFolder.access(to: Self.folder(of: path))
  }

  /// Reads and checks a topology, for whatever command.
  /// - Parameters:
  ///   - runsPlugins: whether the programs of plugins are started.
  ///   - sources: what was read before it.
  func compile(
    _ path: String, runsPlugins: Bool = false, after sources: SourceSet = SourceSet()
  ) throws(UnreadableInput) -> Compilation {
    var (bytes, options) = try read(path)
    options.requiresImages = true
    options.repository = repository(of: path)
    if runsPlugins { options.plugins?.run = PluginAccess.run }
    return Compilation.run(path: Self.name(of: path), bytes: bytes, options: options, sources: sources)
  }
}

extension ArgumentHelp {
  static let defaultTopology = "topology.yaml"
  static let topology = ArgumentHelp("The topology; `-` reads standard input.", valueName: "file")
}

/// Wrong usage: says what is wrong, and what there is instead of it.
/// - Parameter lists: false where there are too many to list them all.
func refuse(_ message: String, _ name: String, _ known: [String], lists: Bool = true) -> ExitCode {
  let nearest = Suggestion.nearest(to: name, among: known)
  if nearest.isEmpty, !lists {
    Terminal.complain("infracc: \(message)\n")
    return ExitCode(ExitStatus.usage)
  }
  var hint = nearest.isEmpty ? "there are \(Words.enumeration(known))" : "did you mean \(Words.alternatives(nearest))?"
  if known.count == 1, nearest.isEmpty { hint = "there is \(Words.enumeration(known))" }
  Terminal.complain("infracc: \(message)" + (known.isEmpty ? "" : "; \(hint)") + "\n")
  return ExitCode(ExitStatus.usage)
}
