import Resolution
import IR
import JSON
import Model

/// A directory of code, whose files have names relative to it.
protocol CodeFolder {
  func hasFile(_ name: String) -> Bool
  func file(_ name: String) -> RepositoryReader.File?
}

/// One folder of code, with the services that run it.
final class CodeRoot: CodeFolder {
  let path: String
  /// In order of declaration; never empty.
  let services: [ProbedService]
  let tree: CodeTree
  private(set) var facts = CodeFacts()
  /// All of its code was read, in languages that we know: what was not found is not there.
  private(set) var isComplete: Bool
  /// Something is wrong with one of the services, so that what they have and lack says nothing.
  let isDoubtful: Bool
  let repository: RepositoryReader
  let libraries: LibraryVariables

  /// Nil where there is no such folder.
  init?(
    _ path: String, services: [ProbedService], doubts: Doubts, _ libraries: LibraryVariables,
    in repository: RepositoryReader
  ) {
    guard !services.isEmpty, repository.list(path) != nil else { return nil }
    self.path = path
    self.services = services
    self.repository = repository
    self.libraries = libraries
    isDoubtful = services.contains { doubts.concern($0.name) }
    let nested = services[0].lowered.build?.nestedRoots ?? []
    tree = CodeTree(root: path, besides: nested, languages: Self.languages(services, path, repository), in: repository)
    isComplete = tree.isComplete
    for service in services {
      for variable in service.variables { facts.names.add(variable.name) }
      for occurrence in service.occurrences {
        if case .http(let path)? = occurrence.lowered.health?.check, let segment = Self.segment(of: path) {
          facts.segments.add(segment)
        }
      }
    }
    for item in tree.items {
      guard let file = repository.file(item.path) else {
        isComplete = false
        continue
      }
      facts.read(file, item.language)
    }
    facts.settle { name in
      tree.items.contains { $0.language == .python && repository.file($0.path)?.bytes.mentions(name + "(") ?? false }
    }
  }

  /// The last part of a path: `health` of `/api/health`; nil for `/`.
  static func segment(of path: String) -> String? {
    path.utf8.prefix { $0 != UInt8(ascii: "?") }.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) }
  }

  /// What is asked of the code depends on the types: a Next.js service in the top folder of a repository does not run
  /// the Python beside it.
  private static func languages(
    _ services: [ProbedService], _ path: String, _ repository: RepositoryReader
  ) -> Set<CodeLanguage> {
    var languages: Set<CodeLanguage> = []
    for service in services {
      if service.symbol.traits.contains(.server) {
        languages.insert(.python)
      } else if service.symbol.traits.contains(.browserFacing) {
        languages.insert(.javaScript)
      } else if service.declaration.extends == nil {
        return [.python, .javaScript, .go]
      }
    }
    return languages.isEmpty ? [.python, .javaScript, .go] : languages
  }

  /// A file of the folder.
  func file(_ name: String) -> RepositoryReader.File? {
    hasFile(name) ? repository.file(RepositoryReader.join(path, name)) : nil
  }

  func hasFile(_ name: String) -> Bool { repository.hasFile(RepositoryReader.join(path, name)) }

  /// Whether a file of code has a path that is, or ends with, this one.
  func hasCode(endingIn name: String) -> Bool {
    tree.items.contains { inner($0.path) == name || $0.path.hasSuffix("/" + name) }
  }

  /// Whether the program ends without a setting whenever it starts: Python reads it while a module is loaded that the
  /// program imports, outside of every function.
  func surelyNeeds(_ read: SettingRead) -> Bool {
    let path = inner(read.file)
    guard read.isRequired, path.hasSuffix(".py"), read.reader == .code else { return false }
    var parts = path.dropLast(3).split(separator: "/")
    if parts.last == "__init__" { parts.removeLast() }
    guard let stem = parts.last.map(String.init) else { return false }
    let isNamed = services.contains { service in
      service.symbol.startedApplication.map { ($0.word.text.split { ":.".contains($0) }).contains(stem[...]) } ?? false
    }
    guard isNamed || facts.imported.contains(stem) else { return false }
    let line = read.file.bytes[..<read.place.lowerBound].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return read.file.bytes[line] > 0x20
  }

  /// The path of a file in it, as people who know the root say it.
  func inner(_ file: RepositoryReader.File) -> String { inner(file.path) }

  func inner(_ path: String) -> String {
    self.path == "." ? path : String(path.dropFirst(self.path.utf8.count + 1))
  }

  /// `./backend`, or `the top folder`.
  var inWords: String { path == "." ? "this folder" : "`\(path)`" }

  private(set) lazy var requirements: (file: RepositoryReader.File, content: Requirements)? = file("requirements.txt")
    .map {
      ($0, Requirements($0.bytes))
    }

  private(set) lazy var pythonPackages = PythonPackages(self)

  /// `package.json`, where it can be understood.
  private(set) lazy var manifest: (file: RepositoryReader.File, content: JSONValue)? = file("package.json").flatMap {
    file in
    guard case .success(let value) = JSONReader.parse(file.bytes) else { return nil }
    return (file, value)
  }

  private var dockerfiles: [String: DockerfileText?] = [:]

  /// The hand-written Dockerfile of a service.
  func dockerfile(of service: ProbedService) -> (file: RepositoryReader.File, content: DockerfileText)? {
    guard let path = service.lowered.build?.dockerfile, let file = repository.file(path) else { return nil }
    if dockerfiles[path] == nil { dockerfiles[path] = DockerfileText(file.bytes) }
    return dockerfiles[path]?.map { (file, $0) }
  }

  /// Looks for names in the files beside the code, which takes time and is seldom needed.
  func readTexts() {
    if hasReadTexts { return }
    hasReadTexts = true
    for path in tree.texts {
      guard let file = repository.file(path) else {
        isComplete = false
        continue
      }
      facts.readWords(file)
    }
  }

  private var hasReadTexts = false

  private(set) lazy var comparison = EnvironmentComparison(self)
}
