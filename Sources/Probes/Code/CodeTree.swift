import Files
import Model
import Resolution

/// The files of a folder that may hold code, in the order of their paths.
struct CodeTree {
  struct Item {
    let path: String
    let language: CodeLanguage
  }

  private(set) var items: [Item] = []
  /// Configuration and scripts: read only when a name occurs nowhere in the code.
  private(set) var texts: [String] = []
  /// The folders that were walked, relative to the topology; routes may be made of them.
  private(set) var folders: [String] = []
  /// Folders of projects of their own, and of scripts that people start by hand: what they need, the service may not.
  private var aside: [String] = []
  /// Nothing was left out: no link, no bound, no file too large.
  private(set) var isComplete = true
  /// There is code in a language that is not read.
  private(set) var hasOtherLanguage = false

  /// What package managers, builds and tools fill, and code that runs only while developing.
  private static let skipped: Set<String> = [
    "node_modules", "bower_components", "site-packages", "__pycache__", "dist", "build", "out", "target", "coverage",
    "vendor", "tests", "test", "__tests__", "__mocks__", "spec", "e2e", "cypress", "fixtures", "docs", "examples",
    "public", "static", "assets", "storybook-static", "infra", "playwright",
  ]

  /// Endings of files beside the code that may name a variable.
  private static let textEndings: Set<String> = [
    "toml", "yaml", "yml", "ini", "cfg", "conf", "sh", "json", "mako", "html", "template", "tmpl",
    "properties",
  ]

  init(root: String, besides nested: [String], languages: Set<CodeLanguage>, in repository: RepositoryReader) {
    walk(root, besides: Set(nested), languages, repository, depth: 0)
  }

  private mutating func walk(
    _ folder: String, besides nested: Set<String>, _ languages: Set<CodeLanguage>, _ repository: RepositoryReader,
    depth: Int
  ) {
    guard depth < 24, let listing = repository.list(folder) else {
      isComplete = false
      return
    }
    // A Python environment, whatever its name.
    if depth > 0, listing.entries.contains(where: { $0.name == "pyvenv.cfg" }) { return }
    folders.append(folder)
    if depth > 0, isAside(folder, listing) { aside.append(folder + "/") }
    if listing.hasMore { isComplete = false }
    for entry in listing.entries where !entry.isFolder { add(entry.name, in: folder, languages) }
    for entry in listing.entries where entry.isFolder {
      let path = RepositoryReader.join(folder, entry.name)
      if entry.name.utf8.first == UInt8(ascii: ".") || Self.skipped.contains(entry.name) || nested.contains(path) {
        continue
      }
      walk(path, besides: nested, languages, repository, depth: depth + 1)
    }
  }

  private func isAside(_ folder: String, _ listing: FileAccess.Listing) -> Bool {
    let name = folder.split(separator: "/").last ?? ""
    return ["scripts", "script", "tools", "bin", "notebooks", "benchmarks", "seeds"].contains(name)
      || listing.entries.contains {
        ["package.json", "requirements.txt", "pyproject.toml", "Dockerfile"].contains($0.name)
      }
  }

  /// Whether a file belongs to another project, or is no part of the running service.
  func isAside(_ path: String) -> Bool { aside.contains { path.hasPrefix($0) } }

  private mutating func add(_ name: String, in folder: String, _ languages: Set<CodeLanguage>) {
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else {
      if Self.isNamedText(name) { texts.append(RepositoryReader.join(folder, name)) }
      return
    }
    let ending = name[name.index(after: dot)...]
    if let language = CodeLanguage(ending: ending) {
      if languages.contains(language) || language == .prisma, !Self.isForTests(name) {
        items.append(Item(path: RepositoryReader.join(folder, name), language: language))
      }
    } else if CodeLanguage.isOther(ending: ending) {
      hasOtherLanguage = true
    } else if Self.textEndings.contains(String(ending)) || name.utf8.first == UInt8(ascii: ".") {
      // What package managers write is long and names nothing.
      if !name.hasSuffix("-lock.json"), !name.hasSuffix("lock.yaml"), !name.hasPrefix("tsconfig") {
        texts.append(RepositoryReader.join(folder, name))
      }
    }
  }

  private static func isNamedText(_ name: String) -> Bool {
    name.hasPrefix("Dockerfile") || name == "Procfile" || name == "Makefile" || name == "entrypoint"
  }

  private static func isForTests(_ name: String) -> Bool {
    name.hasPrefix("test_") || name == "conftest.py" || name.hasSuffix("_test.py") || name.hasSuffix("_test.go")
      || name.hasSuffix(".d.ts")
      || [".test.", ".spec.", ".stories."].contains { name.utf8Range(of: $0) != nil }
  }
}
