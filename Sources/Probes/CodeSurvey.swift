package import Diagnostics
import IR
import JSON
import Model

/// What the code of a directory says before anything is known of the services that run it.
package struct CodeSurvey {
  /// A pool of connections whose size is written in the code.
  package struct Pool {
    /// The names of variables and fields that the call takes its address from.
    package let words: Set<String>
    package let size: (number: Int, place: Span)
    package let overflow: (number: Int, place: Span)?
  }

  /// A variable that code reads.
  package struct Read {
    package let name: String
    /// All of `process.env.NAME` where that is written.
    package let place: Span
    /// The file runs in browsers.
    package let isInBrowser: Bool
  }

  /// A text that the code takes where a setting is not set.
  package struct Default {
    package let name: String
    package let text: String
    package let place: Span
  }

  package private(set) var defaults: [Default] = []
  /// The word under `type` that the code shows; nil: nothing does.
  package private(set) var type: String?
  package private(set) var pools: [Pool] = []
  package private(set) var reads: [Read] = []
  /// The distributions of Python that it declares; nil: no file does.
  private(set) var python: PythonPackages?
  /// The names under the dependencies of its `package.json`.
  package private(set) var nodePackages: Set<String> = []
  package private(set) var clients: [Client] = []
  /// The variables that the code gives to what decides about origins, at the place where it does.
  package private(set) var origins: [Read] = []
  private var facts: CodeFacts
  private var files: [RepositoryReader.File] = []

  /// - Parameter root: a directory, as the repository names it.
  package init(_ root: String, in repository: RepositoryReader) {
    let tree = CodeTree(root: root, besides: [], languages: [.python, .javaScript, .go], in: repository)
    var facts = CodeFacts()
    self.facts = facts
    var browserFiles: Set<String> = []
    for item in tree.items where !tree.isAside(item.path) {
      guard let file = repository.file(item.path) else { continue }
      let inner = root == "." ? item.path : String(item.path.dropFirst(root.utf8.count + 1))
      if item.language == .javaScript, BrowserFile.runsInBrowser(inner, file.bytes) { browserFiles.insert(item.path) }
      facts.read(file, item.language)
      files.append(file)
    }
    facts.settle { _ in true }
    nodePackages = Self.packages(root, in: repository)
    python = PythonPackages(PlainFolder(path: root, repository: repository))
    type = Self.type(facts, nodePackages)
    pools = facts.databaseClients.compactMap { client in
      client.pool.map { pool in
        Pool(
          words: client.words, size: (pool.size.number, repository.span(pool.size.place, in: client.file)),
          overflow: pool.overflow.map { ($0.number, repository.span($0.place, in: client.file)) })
      }
    }
    var seen: Set<String> = []
    for read in facts.reads where !tree.isAside(read.file.path) {
      guard case .text(let place) = read.fallback, seen.insert(read.name).inserted else { continue }
      let text = String(decoding: read.file.bytes[place], as: UTF8.self)
      defaults.append(Default(name: read.name, text: text, place: repository.span(place, in: read.file)))
    }
    reads = facts.reads.flatMap { read in
      let place = repository.span(Self.whole(read.place, in: read.file.bytes), in: read.file)
      return read.names.map { Read(name: $0, place: place, isInBrowser: browserFiles.contains(read.file.path)) }
    }
    clients = facts.databaseClients.filter { !tree.isAside($0.file.path) }.map { client in
      let names = facts.reads.filter { client.takes($0) }.flatMap(\.names)
      return Client(
        variables: Set(names).union(client.words), isAsync: client.isAsync,
        place: repository.span(client.place, in: client.file))
    }
    let origins = facts.origins.filter { !tree.isAside($0.file.path) }
    self.origins = facts.reads.compactMap { read in
      let use = origins.first { use in
        read.names.contains(where: use.words.contains) || read.attribute.map(use.words.contains) ?? false
      }
      return use.map { Read(name: read.name, place: repository.span($0.place, in: $0.file), isInBrowser: false) }
    }
    self.facts = facts
  }

  /// The first type whose sign is there: a package that only its programs have, then what makes an application.
  private static func type(_ facts: CodeFacts, _ packages: Set<String>) -> String? {
    if let type = ServiceTypes.all.first(where: { !$0.signature.isDisjoint(with: packages) }) { return type.name }
    let makers = Set(facts.applications.map(\.maker))
    return ServiceTypes.all.first { type in type.entry?.makers.contains(where: makers.contains) ?? false }?.name
  }

  /// The names under `dependencies` of the directory's `package.json`.
  private static func packages(_ root: String, in repository: RepositoryReader) -> Set<String> {
    guard let file = repository.file(RepositoryReader.join(root, "package.json")),
      case .success(let manifest) = JSONReader.parse(file.bytes)
    else { return [] }
    return Set(["dependencies", "devDependencies"].flatMap { (manifest[$0]?.object ?? [:]).keys })
  }

  /// `process.env.NAME` where only `NAME` is the place.
  private static func whole(_ place: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
    for prefix in ["process.env.", "import.meta.env."] {
      let start = place.lowerBound - prefix.utf8.count
      if start >= 0, bytes[start..<place.lowerBound].elementsEqual(prefix.utf8) { return start..<place.upperBound }
    }
    return place
  }
}

extension CodeSurvey {
  /// A place where Python creates an engine of SQLAlchemy.
  package struct Client {
    /// The variables and names that the call takes its address from.
    package let variables: Set<String>
    package let isAsync: Bool
    package let place: Span
  }

  /// Whether it declares a distribution of Python.
  package func installs(_ distribution: String) -> Bool { python?.has(distribution) ?? false }

  /// Whether everything that it installs by name is known.
  package var knowsPackages: Bool { python?.isComplete ?? false }

  /// Whether the required version of a distribution is certainly below another one.
  package func isPinned(_ name: String, below limit: (major: Int, minor: Int)) -> Bool {
    python?.isPinned(name, below: limit) ?? false
  }

  /// Whether the code itself adds one of these drivers to addresses.
  package func writes(anyOf drivers: [String]) -> Bool { drivers.contains(where: facts.writtenDrivers.contains) }

  /// Whether a variable is where Celery keeps its results, and the code does not configure TLS for them.
  package func keepsResults(in variable: String) -> Bool {
    guard facts.imported.contains("celery"), !facts.setsResultTLS else { return false }
    if ["CELERY_RESULT_BACKEND", "RESULT_BACKEND"].contains(variable) { return true }
    return facts.reads.contains { read in
      read.isNamed(variable)
        && (read.names.contains(where: facts.resultBackends.contains)
          || read.attribute.map(facts.resultBackends.contains) ?? false)
    }
  }

  /// Whether some file of the code has a text.
  package func mentions(_ text: String) -> Bool {
    let word = Array(text.utf8)
    return files.contains { $0.bytes.firstRange(of: word) != nil }
  }

  /// Whether a file of requirements names a distribution, and none of those that make it need nothing.
  package func requires(_ name: String, without others: [String]) -> Bool {
    guard let python, python.isRequired(name) else { return false }
    return !others.contains { other in
      python.has(other) || python.has(other.split(separator: "-").last.map(String.init) ?? other)
    }
  }

  /// Whether some file imports a module.
  package func imports(_ module: String) -> Bool { facts.imported.contains(module) }
}

/// A directory that no service is known of.
struct PlainFolder: CodeFolder {
  let path: String
  let repository: RepositoryReader

  func hasFile(_ name: String) -> Bool { repository.hasFile(RepositoryReader.join(path, name)) }
  func file(_ name: String) -> RepositoryReader.File? {
    hasFile(name) ? repository.file(RepositoryReader.join(path, name)) : nil
  }
}

/// Which files of JavaScript run in browsers.
enum BrowserFile {
  /// Those with `"use client"` at the top (React, "'use client'"), pages of Next.js's `pages` directory but its API
  /// (Next.js, "Pages and Layouts"), and components of Vite: what is not its configuration and lies in `src`.
  /// - Parameter path: relative to the directory of the code.
  static func runsInBrowser(_ path: String, _ bytes: [UInt8]) -> Bool {
    if hasDirective(bytes) { return true }
    let parts = path.split(separator: "/")
    let folders = parts.dropLast()
    if let pages = folders.firstIndex(of: "pages"), pages <= 1 { return !folders.contains("api") }
    return ["vue", "svelte"].contains(path.split(separator: ".").last ?? "")
  }

  private static func hasDirective(_ bytes: [UInt8]) -> Bool {
    var index = 0
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ";"): index += 1
      case UInt8(ascii: "/") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "/"):
        index = bytes[index...].firstIndex(of: 0x0A) ?? bytes.count
      case UInt8(ascii: "/") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "*"):
        var end = index + 2
        while end + 1 < bytes.count, !(bytes[end] == UInt8(ascii: "*") && bytes[end + 1] == UInt8(ascii: "/")) {
          end += 1
        }
        index = end + 2
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        let rest = bytes[(index + 1)...]
        return rest.starts(with: "use client".utf8) && rest.dropFirst(10).first == bytes[index]
      default: return false
      }
    }
    return false
  }
}
