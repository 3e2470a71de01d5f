import ArgumentParser
import Compiler
import Diagnostics
import Emit
import Files
import Glibc
import IR
import JSON
import Output
import Plugins
import Report

/// The programs of both sides, paired.
struct DiffComparison {
  /// Nil: there is none of that environment on the side.
  typealias Pair = (old: Difference.Side?, new: Difference.Side?)

  let pairs: [Pair]
  /// Two environments of one topology, as opposed to two states of each.
  let isOfEnvironments: Bool
}

/// What the words of a command line mean: environments of one topology, topologies, saved IRs.
struct DiffSides {
  let words: [String]
  let revision: String?

  func read() throws -> DiffComparison {
    if let revision { return try against(revision) }
    guard (2...3).contains(words.count) else {
      throw usage("diff takes two environments, two files, or --against with a revision")
    }
    let isFile = words.prefix(2).map(Self.namesFile)
    if words.count == 3 || isFile == [false, false] { return try environments() }
    let topology = InputOptions.defaultTopology
    if let number = isFile.firstIndex(of: false) {
      if TextFile.exists(topology), try names(of: topology).contains(words[number]) {
        throw usage("`\(words[number])` is an environment and `\(words[1 - number])` a file; name two of one kind")
      }
      guard TextFile.exists(words[number]) else { throw usage("there is no file `\(words[number])`") }
    }
    return try files(words[0], words[1])
  }

  /// A word with a slash or an extension is a file; any other may be an environment.
  private static func namesFile(_ word: String) -> Bool {
    word == "-" || word.contains("/") || [".yaml", ".yml", ".json"].contains(where: word.hasSuffix)
  }

  private func usage(_ text: String) -> ExitCode {
    Terminal.complain("infracc: \(text)\n")
    return ExitCode(ExitStatus.usage)
  }

  // MARK: Two environments

  private func names(of topology: String) throws -> [String] {
    try programs(of: topology).map(\.environment.name)
  }

  private func environments() throws -> DiffComparison {
    let topology = words.count == 3 ? words[2] : InputOptions.defaultTopology
    let programs = try programs(of: InputOptions.topology(in: topology))
    let names = programs.map(\.environment.name)
    let sides = try words.prefix(2).map { word in
      guard let program = programs.first(where: { $0.environment.name == word }) else {
        throw refuse("there is no environment or file `\(word)`", word, names)
      }
      return Difference.Side(name: word, program: program)
    }
    return DiffComparison(pairs: [(sides[0], sides[1])], isOfEnvironments: true)
  }

  // MARK: Two files

  private func files(_ old: String, _ new: String) throws -> DiffComparison {
    if !old.hasSuffix(".json"), !new.hasSuffix(".json") {
      let (before, after) = (InputOptions.topology(in: old), InputOptions.topology(in: new))
      let sides = try both({ try Self.options.compile(before) }, { try Self.options.compile(after) })
      return paired((old, sides.old), (new, sides.new))
    }
    let sides = try [old, new].map { path in
      (path, try path.hasSuffix(".json") ? saved(path) : programs(of: InputOptions.topology(in: path)))
    }
    return paired(sides[0], sides[1])
  }

  private func paired(_ old: (String, [Program]), _ new: (String, [Program])) -> DiffComparison {
    func sides(_ side: (name: String, programs: [Program])) -> [Difference.Side] {
      side.programs.map { Difference.Side(name: side.name, program: $0) }
    }
    let (before, after) = (sides(old), sides(new))
    func name(_ side: Difference.Side) -> String { side.program.environment.name }
    let pairs = after.map { side in (before.first { name($0) == name(side) }, Optional(side)) }
    let gone = before.filter { side in !after.contains { name($0) == name(side) } }
    return DiffComparison(pairs: pairs + gone.map { ($0, nil) }, isOfEnvironments: false)
  }

  /// An IR that `build --emit-ir` printed.
  private func saved(_ path: String) throws -> [Program] {
    let access = DiskFiles.access(to: InputOptions.folder(of: path), links: .withinRepository)
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try access.whole(path.lastComponent, atMost: Self.mostBytes)
    } catch {
      throw usage("cannot read `\(path)`: \(error.reason)")
    }
    guard case .success(let document) = JSONReader.parse(bytes) else { throw usage("`\(path)` is no JSON") }
    switch IRCoding.read(document) {
    case .success(let read): return read.programs.map(Self.indexed)
    case .failure(let error): throw usage("`\(path)` is no IR of `build --emit-ir`: \(error)")
    }
  }

  private static func indexed(_ program: Program) -> Program {
    var program = program
    program.makeIndex()
    return program
  }

  /// The largest saved IR that is read, in bytes.
  private static let mostBytes = 256 << 20

  // MARK: A revision

  private func against(_ revision: String) throws -> DiffComparison {
    guard words.count <= 1 else { throw usage("--against takes one topology at most") }
    let path = InputOptions.topology(in: words.first ?? InputOptions.defaultTopology)
    guard path != "-" else { throw usage("what comes through a pipe has no revisions; name a file") }
    let name = path.lastComponent
    let bytes: [UInt8]
    do throws(GitRevision.Problem) {
      let search = getenv("PATH").map { String(cString: $0) }
      bytes = try GitRevision(folder: InputOptions.folder(of: path), search: search).bytes(of: name, at: revision)
    } catch {
      throw usage(Self.words(error, name, revision))
    }
    let sides = try both(
      { Self.options.compile(bytes, named: "\(revision):\(name)", beside: path) }, { try Self.options.compile(path) })
    return paired((revision, sides.old), ("now", sides.new))
  }

  private static func words(_ problem: GitRevision.Problem, _ name: String, _ revision: String) -> String {
    switch problem {
    case .missing: "git is not installed, and only it knows the revision `\(revision)`"
    case .noRepository(let said): "the topology is in no git repository\(reason(said))"
    case .unknown: "there is no revision `\(revision)`"
    case .shallow:
      "there is no revision `\(revision)` in this shallow clone; fetch it (in a workflow `fetch-depth: 0`)"
    case .absent(let elsewhere):
      "`\(name)` is not in `\(revision)`"
        + (elsewhere.isEmpty ? "" : "; there is \(Words.enumeration(Array(elsewhere.prefix(3))))")
    case .failed(let said): "git cannot read `\(name)` of `\(revision)`\(reason(said))"
    }
  }

  /// The last words of git.
  private static func reason(_ said: String) -> String {
    let line = said.split(separator: "\n").first.map { $0.drop { $0 == " " } } ?? ""
    return line.isEmpty ? "" : ": \(line)"
  }

  // MARK: Programs

  /// The code is not compared, and that of a former state is missing: neither side reads it.
  private static let options = InputOptions(noFS: true, noProbe: true)

  private func programs(of path: String) throws -> [Program] { try checked { try Self.options.compile(path) } }

  /// Checks both sides at once. Where both have errors, those of the old one are shown.
  private func both(
    _ old: @Sendable () throws -> Compilation, _ new: @escaping @Sendable () throws -> Compilation
  ) throws -> (old: [Program], new: [Program]) {
    let aside = Aside(isWorthAThread: true) { Attempt(result: Result { try new() }) }
    let first = Result { try old() }
    let second = aside.wait().result
    return (try checked { try first.get() }, try checked { try second.get() })
  }

  /// What one thread has made and another reads when the first has ended.
  private struct Attempt: @unchecked Sendable {
    let result: Result<Compilation, any Error>
  }

  /// The programs of a topology without errors; else its findings are shown.
  private func checked(_ compile: () throws -> Compilation) throws -> [Program] {
    let compilation: Compilation
    do {
      compilation = try compile()
    } catch let error as UnreadableInput {
      FindingOptions().show([error.finding], SourceSet())
      throw ExitCode(ExitStatus.usage)
    }
    guard compilation.hasErrors else { return compilation.programs }
    FindingOptions().show(compilation.diagnostics.filter { $0.severity == .error }, compilation.sources)
    throw ExitCode(ExitStatus.findings)
  }
}

extension String {
  /// What is behind the last slash.
  fileprivate var lastComponent: String { split(separator: "/").last.map(String.init) ?? self }
}
