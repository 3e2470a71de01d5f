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

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

extension OutputLayout.Style: ExpressibleByArgument {}

/// How findings are shown.
struct FindingOptions: ParsableArguments {
  @Option(help: "How findings are printed: for people, or as one JSON object on standard output.")
  var format = OutputFormat.text

  @Option(help: "When findings are coloured.")
  var color = ColorChoice.auto

  @Option(
    name: .customLong("max-errors"), help: "Print at most so many findings, errors first; JSON has all.")
  var maxErrors = 50

  @Flag(help: "Print notes (level info) as well, not only their number.")
  var notes = false

  func validate() throws {
    if maxErrors < 1 { throw ValidationError("--max-errors takes a number from 1") }
  }

  /// Prints findings: text to standard error, formats for machines to standard output. Notes are counted, unless asked
  /// for.
  func show(_ diagnostics: [Diagnostic], _ sources: SourceSet) {
    let shown = notes || format != .text ? diagnostics : diagnostics.filter { $0.severity != .info }
    let decorator = format == .text ? Terminal.decorator(color) : .plain
    guard let renderer = Renderers.named(format.rawValue) else { return }
    let text = renderer.render(RenderRequest(shown, sources: sources, decorator: decorator, limit: maxErrors))
    if format == .text { Terminal.complain(text) } else { Terminal.write(text) }
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

  /// Reads and checks a topology.
  /// - Parameters:
  ///   - probes: whether the code beside it is read, unless options say otherwise.
  ///   - sources: what was read before it.
  func compile(
    _ path: String, buildsImages: Bool = false, probes: Bool = false, after sources: SourceSet = SourceSet()
  ) throws(UnreadableInput) -> Compilation {
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
    var options = CompileOptions(buildsImages: buildsImages)
    if !noFS {
      options.fileExists = { name in
        let path = folder + "/" + name
        return CurrentRun.looks(for: path, isThere: InputFile.exists(path))
      }
    }
    if probes, !noFS, !noProbe { options.repository = RepositoryFolder.access(to: folder) }
    return Compilation.run(path: Self.name(of: path), bytes: bytes, options: options, sources: sources)
  }
}

extension ArgumentHelp {
  static let defaultTopology = "topology.yaml"
  static let topology = ArgumentHelp("The topology; `-` reads standard input.", valueName: "file")
}

/// Wrong usage: says what is wrong, and what there is instead of it.
func refuse(_ message: String, _ name: String, _ known: [String]) -> ExitCode {
  let nearest = Suggestion.nearest(to: name, among: known)
  var hint = nearest.isEmpty ? "there are \(Words.enumeration(known))" : "did you mean \(Words.alternatives(nearest))?"
  if known.count == 1, nearest.isEmpty { hint = "there is \(Words.enumeration(known))" }
  Terminal.complain("infracc: \(message)" + (known.isEmpty ? "" : "; \(hint)") + "\n")
  return ExitCode(ExitStatus.usage)
}
