import Resolution
import ArgumentParser
import Compiler
import Diagnostics
import Emit
import Files
import Output
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
    help: "Print at most this many findings, errors first; formats for programs have all.")
  var maxErrors = 50

  @Flag(
    name: [.customLong("infos"), .customLong("notes")],
    help: "Print findings of level info too, not only their number.")
  var infos = false

  @Option(
    help: ArgumentHelp(
      "Findings that count as errors: `warnings`, or a code or rule name; may be repeated.",
      valueName: "warnings|code"))
  var deny: [String] = []

  @Option(help: ArgumentHelp("A code or rule name that counts as a warning; may be repeated.", valueName: "code"))
  var warn: [String] = []

  func validate() throws {
    if maxErrors < 1 { throw ValidationError("--max-errors takes a number from 1") }
  }

  /// Whether a person reads along.
  var isForPeople: Bool { Renderers.named(format.rawValue)?.isForPeople ?? true }

  /// Prints findings: those for people to standard error, those for programs to standard output. Infos are counted,
  /// unless asked for.
  func show(_ diagnostics: [Diagnostic], _ sources: SourceSet) {
    let isForPeople = isForPeople
    let shown = infos || !isForPeople ? diagnostics : diagnostics.filter { $0.severity != .info }
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
    if isForPeople {
      Terminal.complain(text, isStyled: request.decorator.isEnabled)
    } else {
      Terminal.write(text)
    }
    let hidden = diagnostics.count - shown.count
    if hidden > 0 {
      Terminal.complain("\(Words.count(hidden, "info")) not shown; `--infos` shows \(hidden == 1 ? "it" : "them")\n")
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

  /// The folder of a topology; `.` for standard input.
  static func folder(of path: String) -> String {
    guard path != "-", let slash = path.lastIndex(of: "/") else { return "." }
    let folder = String(path[..<slash])
    return folder.isEmpty ? "/" : folder
  }

  /// How findings name a topology.
  static func name(of path: String) -> String { path == "-" ? "<stdin>" : path }

  /// The largest topology that is read, in bytes.
  private static let mostBytes = 16 << 20

  /// The files of the directory that holds a topology. Links are followed within the repository.
  private static func files(beside path: String) -> FileAccess {
    DiskFiles.access(to: folder(of: path), links: .withinRepository)
  }

  private static func bytes(of path: String) throws(UnreadableInput) -> [UInt8] {
    do throws(FileProblem) {
      if path == "-" { return try DiskFiles.readStandardInput(atMost: mostBytes) }
      let name = path.split(separator: "/").last.map(String.init) ?? "."
      return try files(beside: path).whole(path.hasSuffix("/") ? "." : name, atMost: mostBytes)
    } catch {
      var finding = Diagnostic(.unreadableFile, at: .nowhere, "cannot read `\(name(of: path))`: \(error.reason)")
      switch error {
      case .absent where path == ArgumentHelp.defaultTopology:
        finding.help = ["name the topology, for example `infracc check deploy/topology.yaml`"]
      case .notRegular: finding.help = ["to read from a pipe, name `-`: `… | infracc check -`"]
      case .leavesRepository:
        finding.notes = ["what lies outside may hold secrets, and a finding shows lines of the file"]
        finding.help = ["replace the link by a file, or name the file that it leads to"]
      default: break
      }
      throw UnreadableInput(finding: finding)
    }
  }

  /// Reads a topology.
  func read(_ path: String) throws(UnreadableInput) -> (bytes: [UInt8], options: CompileOptions) {
    let bytes = try Self.bytes(of: path)
    let folder = Self.folder(of: path)
    var options = CompileOptions()
    let files = Self.files(beside: path)
    if !noFS { options.fileExists = files.exists }
    options.mounted = files
    options.plugins = PluginAccess.host(folder: folder)
    return (bytes, options)
  }

  /// The code beside a topology, unless options say that it is not looked at. What comes through a pipe lies beside
  /// nothing.
  func repository(of path: String) -> FileAccess? {
    noFS || noProbe || path == "-" ? nil : DiskFiles.access(to: Self.folder(of: path), links: .refused)
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
  /// `topology.yaml`, or `topology.yml` where only that is in the current directory.
  static var defaultTopology: String {
    let (usual, short) = ("topology.yaml", "topology.yml")
    return !TextFile.exists(usual) && TextFile.exists(short) ? short : usual
  }
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
