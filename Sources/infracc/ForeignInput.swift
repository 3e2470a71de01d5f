import Compiler
import Diagnostics
import Files
import Import
import Output

/// What `infracc check` is given that is no topology: a compose file, or a directory without a topology.
struct ForeignInput {
  private let folder: String
  private let path: String
  private let files: FileAccess
  private let readsCode: Bool

  /// Nil for what is a topology, or may be one.
  init?(_ argument: String, _ options: InputOptions) {
    guard argument != "-", !options.noFS else { return nil }
    readsCode = !options.noProbe
    let name = argument.split(separator: "/").last.map(String.init) ?? argument
    if StackFinder.isDeployment(name) || Self.isCompose(argument, name) {
      (folder, path) = Self.place(of: argument)
    } else {
      let isDefault = argument == InputOptions.defaultTopology && !TextFile.exists(argument)
      let directory = isDefault ? "." : argument
      // A directory of that name is a mistake.
      guard !InputOptions.names.contains(name) || isDefault, let opened = try? Folder.open(directory),
        !InputOptions.names.contains(where: opened.has)
      else { return nil }
      folder = directory
      path = "."
    }
    files = DiskFiles.access(to: folder, links: .refused)
  }

  /// Whether a file that has no name of a compose file is one: a topology begins with keys of its own.
  private static func isCompose(_ argument: String, _ name: String) -> Bool {
    guard name.hasSuffix(".yml") || name.hasSuffix(".yaml"), !InputOptions.names.contains(name) else { return false }
    let files = DiskFiles.access(to: InputOptions.folder(of: argument), links: .withinRepository)
    guard let bytes = try? files.whole(name, atMost: mostBytes) else { return false }
    return ForeignCheck.isCompose(bytes)
  }

  /// Larger files are no compose files.
  private static let mostBytes = 512 << 10

  /// The directory that the files of a stack are looked for in, and the compose file in it: the checkout, where it is the
  /// current directory, since a file in `deploy/` builds from `../api`; else the directory of the file.
  static func place(of file: String) -> (folder: String, path: String) {
    let here = RepositoryRoot(around: ".")
    let parts = RepositoryRoot.absolute(file)
    if here.isCheckout, here.named == RepositoryRoot.absolute("."), parts.starts(with: here.named) {
      return (".", parts.dropFirst(here.named.count).joined(separator: "/"))
    }
    return (InputOptions.folder(of: file), file.split(separator: "/").last.map(String.init) ?? file)
  }

  func check(after sources: SourceSet) -> ForeignCheck { check(files, after: sources) }

  /// What is looked at and what is not.
  func sourcesExplained() -> ForeignCheck { check(files, explainsSources: true, after: SourceSet()) }

  /// Tries the fixes of what is found.
  func fixed(allowsUnsafe: Bool) -> ForeignFixer.Result {
    ForeignFixer.run(in: files, prefix: prefix, allowsUnsafe: allowsUnsafe) { check($0, after: SourceSet()) }
  }

  /// What is before the names of files in reports.
  private var prefix: String { folder == "." ? "" : folder + "/" }

  /// The path of a file as the user would write it, and the directory that it lies below.
  func place(of path: String) -> (name: String, folder: String) { (prefix + path, folder) }

  private func check(
    _ files: FileAccess, explainsSources: Bool = false, after sources: SourceSet
  ) -> ForeignCheck {
    ForeignCheck(
      path, in: files, prefix: prefix, name: name,
      isCheckout: RepositoryRoot(around: folder).isCheckout, readsCode: readsCode,
      explainsSources: explainsSources, after: sources)
  }

  /// The name of the directory.
  private var name: String { RepositoryRoot.absolute(folder).last.map(String.init) ?? "project" }

  /// What is said before the findings.
  /// - Parameter isLong: whether findings take several lines each.
  func heading(_ check: ForeignCheck, isLong: Bool) -> String {
    var lines = check.headers.map { "checking \($0)" }
    if !check.skipped.isEmpty {
      lines.append("skipped \(Words.count(check.skipped.count, "file")) of samples and tests")
    }
    for path in check.fragments {
      lines.append("skipped \(path), which only changes services of a file that is not beside it")
    }
    if check.unseen > 0 {
      lines.append("\(Words.count(check.unseen, "more deployment file")) not looked at: name the directories to check")
    }
    if check.hasPrivateFile { lines.append(".env is private and was not read") }
    return lines.joined(separator: "\n") + (isLong ? "\n\n" : "\n")
  }

  /// What is said behind them: where to go on.
  func closing(_ check: ForeignCheck, _ found: [Diagnostic]) -> String {
    let way = "infracc migrate writes a topology that keeps these numbers in one place"
    guard let first = found.first(where: { $0.severity == .error }) ?? found.first(where: { $0.severity == .warning })
    else { return "no mistakes found in \(Words.count(check.services, "service")); \(way)\n" }
    return "next: infracc explain \(first.code); \(way)\n"
  }

  /// What is said where nothing could be checked.
  func nothingFound(_ check: ForeignCheck) -> String {
    if !check.templates.isEmpty {
      return "\(check.templates.map { "\($0): a template, not a deployment file" }.joined(separator: "\n"))\n"
    }
    if check.hasGenerated { return "the files of `\(folder)` are generated: name their topology to check it\n" }
    return "infracc: nothing to check in `\(folder)`: "
      + "no topology.yaml, no compose file, Dockerfile or file of a platform\n"
      + "help: name the topology, for example `infracc check deploy/topology.yaml`\n"
  }
}
