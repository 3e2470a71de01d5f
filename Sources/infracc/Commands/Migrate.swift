import ArgumentParser
import Compiler
import Diagnostics
import Files
import Glibc
import Import
import Migrate
import Output

struct Migrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Make a topology of a compose file, or of Railway's files, Procfiles and env templates.",
    discussion: """
      A compose file that is named, or the only deployment files of a repository, becomes a topology for compose. Else it
      reads railway.json, railway.toml, railway.*.json, Procfile, nixpacks.toml, railpack.json, Dockerfiles and
      .env*.example. What a topology has no key for is kept under `raw`; what is left out is listed, with the reason.

      EXAMPLES
        infracc migrate . -o topology.yaml
        infracc migrate apps/api apps/web
        infracc migrate docker-compose.yml -o topology.yaml
      """)

  @Argument(help: "Folders or files of the repository; the current folder by default.", completion: .directory)
  var paths = ["."]

  @Option(name: [.short, .long], help: "The file to write; standard output by default.")
  var output: String?

  @Flag(help: "Overwrite the file to write.")
  var force = false

  func run() throws {
    if paths.count == 1, Self.isStackFile(paths[0]) { return try migrateStack(paths[0]) }
    var walk = RepositoryWalk()
    for path in paths {
      do throws(FileProblem) {
        try walk.read(path)
      } catch {
        Terminal.complain("infracc: cannot read `\(path)`: \(error.reason)\n")
        throw ExitCode(ExitStatus.usage)
      }
    }
    let git = DiskFiles.access(to: paths[0], links: .refused)
    for name in Migration.gitFiles {
      if let bytes = try? git.whole(name, atMost: RepositoryWalk.mostBytes) {
        walk.files.append(MigrationFile(path: name, bytes: bytes))
      }
    }
    var result = Migration.run(walk.files, name: RepositoryWalk.name(of: paths[0]))
    result.refused = walk.refused + result.refused
    for remark in result.refused { Terminal.complain("\(remark.place): cannot be read: \(remark.text)\n") }
    for remark in result.remarks { Terminal.complain("\(remark.place): \(remark.text)\n") }
    guard let topology = result.topology else {
      if paths.count == 1, try migrated(paths[0]) { return }
      Terminal.complain("infracc: there is nothing to migrate in \(paths.map { "`\($0)`" }.joined(separator: ", "))\n")
      throw ExitCode(result.refused.isEmpty ? ExitStatus.usage : ExitStatus.findings)
    }
    for name in walk.stackFiles {
      Terminal.complain("\(name): is not read together with these files; `infracc migrate \(name)` reads it alone\n")
    }
    try write(topology)
    if let output {
      let notes = result.remarks.isEmpty ? "" : "; \(Words.count(result.remarks.count, "remark")) above"
      Terminal.complain("\(output): written from \(Words.count(result.sources.count, "file"))\(notes)\n")
    }
    if !result.refused.isEmpty { throw ExitCode(ExitStatus.findings) }
  }

  private static func isStackFile(_ path: String) -> Bool {
    StackFinder.isStackFile(path.split(separator: "/").last.map(String.init) ?? path)
  }

  private func migrateStack(_ path: String) throws {
    guard try migrated(path) else {
      Terminal.complain("infracc: cannot read `\(path)` as a compose file\n")
      throw ExitCode(ExitStatus.usage)
    }
  }

  /// Makes a topology of a compose file, or of the one in a directory.
  /// - Returns: false where there is none.
  private func migrated(_ path: String) throws -> Bool {
    let (folder, file) = Self.isStackFile(path) ? ForeignInput.place(of: path) : (path, ".")
    let project = ServiceNames.project(RepositoryWalk.name(of: folder))
    let result = ForeignMigration(
      file, in: DiskFiles.access(to: folder, links: .refused), prefix: folder == "." ? "" : folder + "/", name: project)
    guard let topology = result.topology else { return false }
    for remark in result.remarks { Terminal.complain("\(remark.place): \(remark.text)\n") }
    for error in result.errors { Terminal.complain("topology: \(error.code): \(error.message)\n") }
    try write(topology)
    if let output {
      let notes = result.remarks.isEmpty ? "" : "; \(Words.count(result.remarks.count, "remark")) above"
      Terminal.complain("\(output): written from \(Words.count(result.sources.count, "file"))\(notes)\n")
    }
    if !result.errors.isEmpty { throw ExitCode(ExitStatus.findings) }
    return true
  }

  private func write(_ text: String) throws {
    guard let output else { return Terminal.write(document: text) }
    if !force, TextFile.exists(output) {
      Terminal.complain("infracc: `\(output)` is there already; `--force` overwrites it\n")
      throw ExitCode(ExitStatus.unwritten)
    }
    do throws(FileProblem) {
      try TextFile.put(output, Array(text.utf8))
    } catch {
      Terminal.complain("infracc: cannot write `\(output)`: \(error.reason)\n")
      throw ExitCode(ExitStatus.unwritten)
    }
  }
}

/// Collects the files of a repository that a topology can be made of.
struct RepositoryWalk {
  /// The largest file that is read, in bytes.
  static let mostBytes = 1 << 20
  /// How many directories are looked at, and how many files are read.
  private static let mostFolders = 20_000
  private static let mostFiles = 10_000
  /// Directories that hold other people's files, or what is built.
  private static let skipped: Set<String> = [
    ".git", "node_modules", "venv", ".venv", "__pycache__", ".build", ".next", "dist",
  ]

  var files: [MigrationFile] = []
  /// What cannot be read, with the reason.
  private(set) var refused: [Remark] = []
  private var known: Set<String> = []
  /// Compose files, which are read by themselves.
  private(set) var stackFiles: [String] = []

  /// Reads what is wanted below a directory, or one file.
  mutating func read(_ path: String) throws(FileProblem) {
    do throws(FileProblem) {
      _ = try Folder.open(path)
    } catch .system(ENOTDIR) {
      let files = DiskFiles.access(to: InputOptions.folder(of: path), links: .withinRepository)
      let name = path.split(separator: "/").last.map(String.init) ?? path
      let bytes = try files.whole(name, atMost: Self.mostBytes)
      let shown = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
      if known.insert(shown).inserted { self.files.append(MigrationFile(path: shown, bytes: bytes)) }
      return
    }
    walk(DiskFiles.access(to: path, links: .withinRepository))
  }

  /// No ring of directories is walked: links are followed to files only.
  private mutating func walk(_ access: FileAccess) {
    var open = ["."]
    var folders = 0
    while let folder = open.popLast() {
      guard let listing = access.list(folder) else { continue }
      // What infracc has written says nothing new.
      if listing.entries.contains(where: { $0.name == ".infracc" }) { continue }
      folders += 1
      if folders > Self.mostFolders {
        refused.append(Remark(folder, nil, "more than \(Self.mostFolders) directories; name the directories to read"))
        return
      }
      func path(_ name: String) -> String { folder == "." ? name : folder + "/" + name }
      for entry in listing.entries where entry.isFolder && !Self.skipped.contains(entry.name) {
        open.append(path(entry.name))
      }
      let names = listing.entries.filter { !$0.isFolder }.map(\.name) + listing.others
      stackFiles += names.filter(StackFinder.isStackFile).map(path)
      for name in names.map(path) where Migration.isWanted(name) && known.insert(name).inserted {
        take(name, access)
      }
    }
  }

  private mutating func take(_ name: String, _ access: FileAccess) {
    if files.count == Self.mostFiles {
      refused.append(Remark(name, nil, "more than \(Self.mostFiles) files; name the directories to read"))
      return
    }
    do throws(FileProblem) {
      files.append(MigrationFile(path: name, bytes: try access.whole(name, atMost: Self.mostBytes)))
    } catch {
      refused.append(Remark(name, nil, error.reason))
    }
  }

  /// The folder's own name.
  static func name(of path: String) -> String {
    guard let real = realpath(path, nil) else { return "project" }
    defer { free(real) }
    let parts = String(cString: real).split(separator: "/").map(String.init)
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR { return parts.dropLast().last ?? "project" }
    return parts.last ?? "project"
  }
}
