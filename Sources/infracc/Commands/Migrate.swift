import ArgumentParser
import Diagnostics
import Glibc
import Migrate

struct Migrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Make a topology of the Railway files, Procfiles and env templates of a repository.",
    discussion: """
      Reads railway.json, railway.toml, railway.*.json, Procfile, nixpacks.toml, railpack.json, Dockerfiles and
      .env*.example. What a topology has no key for is kept under `raw`; what is left out is listed, with the reason.

      EXAMPLES
        infracc migrate . -o topology.yaml
        infracc migrate apps/api apps/web
      """)

  @Argument(help: "Folders or files of the repository; the current folder by default.", completion: .directory)
  var paths = ["."]

  @Option(name: [.short, .long], help: "The file to write; standard output by default.")
  var output: String?

  @Flag(help: "Overwrite the file to write.")
  var force = false

  func run() throws {
    var files: [MigrationFile] = []
    for path in paths { try collect(path, &files) }
    for name in Migration.gitFiles {
      if let bytes = try? InputFile.read(paths[0] + "/" + name) {
        files.append(MigrationFile(path: name, bytes: bytes))
      }
    }
    let result = Migration.run(files, name: RepositoryWalk.name(of: paths[0]))
    for remark in result.refused { Terminal.complain("\(remark.place): cannot be read: \(remark.text)\n") }
    for remark in result.remarks { Terminal.complain("\(remark.place): \(remark.text)\n") }
    guard let topology = result.topology else {
      Terminal.complain("infracc: there is nothing to migrate in \(paths.map { "`\($0)`" }.joined(separator: ", "))\n")
      throw ExitCode(result.refused.isEmpty ? ExitStatus.usage : ExitStatus.findings)
    }
    try write(topology)
    if let output {
      let notes = result.remarks.isEmpty ? "" : "; \(Words.count(result.remarks.count, "remark")) above"
      Terminal.complain("\(output): written from \(Words.count(result.sources.count, "file"))\(notes)\n")
    }
    if !result.refused.isEmpty { throw ExitCode(ExitStatus.findings) }
  }

  private func collect(_ path: String, _ files: inout [MigrationFile]) throws {
    let found = RepositoryWalk.files(below: path, wanted: Migration.isWanted)
    guard let found else {
      Terminal.complain("infracc: cannot read `\(path)`\n")
      throw ExitCode(ExitStatus.usage)
    }
    for file in found where !files.contains(where: { $0.path == file.name }) {
      do {
        files.append(MigrationFile(path: file.name, bytes: try InputFile.read(file.path)))
      } catch {
        Terminal.complain("infracc: cannot read `\(file.path)`: \(error.reason)\n")
        throw ExitCode(ExitStatus.usage)
      }
    }
  }

  private func write(_ text: String) throws {
    guard let output else { return Terminal.write(text) }
    if !force, InputFile.exists(output) {
      Terminal.complain("infracc: `\(output)` is there already; `--force` overwrites it\n")
      throw ExitCode(ExitStatus.unwritten)
    }
    let descriptor = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      Terminal.complain("infracc: cannot write `\(output)`: \(InputFile.Problem(number: errno).reason)\n")
      throw ExitCode(ExitStatus.unwritten)
    }
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        Terminal.complain("infracc: cannot write `\(output)`: \(InputFile.Problem(number: errno).reason)\n")
        throw ExitCode(ExitStatus.unwritten)
      }
      rest = rest.dropFirst(count)
    }
  }
}

/// The folders of a repository.
enum RepositoryWalk {
  /// Folders that hold other people's files, or what is built.
  private static let skipped: Set<String> = [
    ".git", "node_modules", "venv", ".venv", "__pycache__", ".build", ".next", "dist",
  ]

  /// Files below a path, or the file itself, with their names from that folder; nil where there is none.
  static func files(below path: String, wanted: (String) -> Bool) -> [(path: String, name: String)]? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      return [(path, path.hasPrefix("./") ? String(path.dropFirst(2)) : path)]
    }
    var result: [(String, String)] = []
    var open = [""]
    while let folder = open.popLast() {
      let entries = entries(of: folder.isEmpty ? path : path + "/" + folder)
      // What infracc has written says nothing new.
      if entries.contains(where: { $0.name == ".infracc" }) { continue }
      for (name, isFolder) in entries {
        let inner = folder.isEmpty ? name : folder + "/" + name
        if isFolder {
          if !skipped.contains(name) { open.append(inner) }
        } else if wanted(inner) {
          result.append((path + "/" + inner, inner))
        }
      }
    }
    return result
  }

  private static func entries(of folder: String) -> [(name: String, isFolder: Bool)] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var result: [(String, Bool)] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      var status = stat()
      // Links are followed for files only, so that no ring of folders is walked.
      guard lstat(folder + "/" + name, &status) == 0 else { continue }
      result.append((name, status.st_mode & S_IFMT == S_IFDIR))
    }
    return result
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
