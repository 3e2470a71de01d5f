import Compiler
import Diagnostics
import Emit
import Files
import Output
import Syntax

/// A topology that cannot be read.
struct UnreadableInput: Error {
  let finding: Diagnostic
}

/// What may be looked at beside a topology.
struct InputOptions: Equatable {
  var noFS = false
  var noProbe = false

  /// `topology.yaml`, or `topology.yml` where only that is in the current directory.
  static var defaultTopology: String {
    let (usual, short) = ("topology.yaml", "topology.yml")
    return !TextFile.exists(usual) && TextFile.exists(short) ? short : usual
  }

  /// The topology that an argument means: a file, or the one in a directory.
  static func topology(in argument: String) -> String {
    guard argument != "-", (try? Folder.open(argument)) != nil else { return argument }
    let prefix = argument.hasSuffix("/") ? argument : argument + "/"
    return names.map { prefix + $0 }.first(where: TextFile.exists) ?? argument
  }

  /// What a topology is called where no name is given.
  static let names = ["topology.yaml", "topology.yml"]

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
      case .absent where path == Self.defaultTopology:
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

  /// Checks a text in place of the topology at a path: what lies beside it is that of the path.
  /// - Parameter name: how findings name it.
  func compile(_ bytes: [UInt8], named name: String, beside path: String) -> Compilation {
    var options = CompileOptions()
    options.requiresImages = true
    options.mounted = Self.files(beside: path)
    options.plugins = PluginAccess.host(folder: Self.folder(of: path))
    return Compilation.run(path: name, bytes: bytes, options: options)
  }

  /// Reads and checks a topology, for whatever command.
  /// - Parameters:
  ///   - runsPlugins: whether the programs of plugins are started.
  ///   - countsInfos: whether findings of level info are only counted.
  ///   - keepsFiles: whether everything is built next.
  ///   - sources: what was read before it.
  func compile(
    _ path: String, runsPlugins: Bool = false, countsInfos: Bool = false, keepsFiles: Bool = false,
    after sources: SourceSet = SourceSet()
  ) throws(UnreadableInput) -> Compilation {
    var (bytes, options) = try read(path)
    options.requiresImages = true
    options.countsInfos = countsInfos
    options.keepsFiles = keepsFiles
    options.repository = repository(of: path)
    if runsPlugins { options.plugins?.run = PluginAccess.run }
    return Compilation.run(path: Self.name(of: path), bytes: bytes, options: options, sources: sources)
  }
}
