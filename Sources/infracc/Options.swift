import ArgumentParser
import Compiler
import Diagnostics
import Emit
import Glibc

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto
  case always
  case never
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// How findings are shown.
struct FindingOptions: ParsableArguments {
  @Option(help: "How findings are printed.")
  var format = OutputFormat.text

  @Option(help: "Colours.")
  var color = ColorChoice.auto

  @Option(name: .customLong("max-errors"), help: "Print at most so many findings.")
  var maxErrors = 50

  @Flag(help: "Print notes one by one, not only their number.")
  var notes = false

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
      Terminal.complain("\(Words.count(hidden, "note")) not shown: --notes\n")
    }
  }
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

  /// Reads and checks a topology. A file that cannot be read is a finding and wrong usage.
  func compile(_ path: String, buildsImages: Bool = false) throws -> Compilation {
    let bytes: [UInt8]
    do {
      bytes = try InputFile.read(path)
    } catch {
      Terminal.complain("error[E0101]: cannot read `\(path)`: \(error.reason)\n")
      throw ExitCode(ExitStatus.usage)
    }
    let folder = Self.folder(of: path)
    var options = CompileOptions(buildsImages: buildsImages)
    if !noFS { options.fileExists = { InputFile.exists(folder + "/" + $0) } }
    return Compilation.run(path: path == "-" ? "<stdin>" : path, bytes: bytes, options: options)
  }
}

extension ArgumentHelp {
  static let topology = ArgumentHelp("The topology; `-` reads standard input.", valueName: "file")
}
