import Files
import Model
import Resolution

/// Where the modules of a root of Python code are.
struct PythonModules {
  private let root: CodeRoot
  /// Directories that imports begin in, relative to the root; the root itself is the empty one.
  private let bases: [String]

  init(_ root: CodeRoot) {
    self.root = root
    // A layout with `src/` is imported from there where a tool installs the project.
    bases = root.hasFile("pyproject.toml") || root.hasFile("setup.py") ? ["", "src/"] : [""]
  }

  /// Whether a module or a package of that name is there: `app.main` is `app/main.py` or `app/main/`.
  func has(_ module: String) -> Bool {
    let path = module.replacing(".", with: "/")
    return bases.contains { base in
      root.hasFile(base + path + ".py")
        || root.repository.list(RepositoryReader.join(root.path, base + path))?.entries.isEmpty == false
    }
  }

  /// The name by which a file is imported; nil: none is possible.
  func name(of file: RepositoryReader.File) -> String? {
    var path = root.inner(file)
    for base in bases where !base.isEmpty && path.hasPrefix(base) { path = String(path.dropFirst(base.utf8.count)) }
    guard path.hasSuffix(".py") else { return nil }
    path = String(path.dropLast(3))
    if path.hasSuffix("/__init__") { path = String(path.dropLast(9)) }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    return parts.allSatisfy(Self.isName) ? parts.joined(separator: ".") : nil
  }

  /// Whether a text can be the name of a module, dots included.
  static func isModule(_ text: String) -> Bool {
    !text.isEmpty && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isName(String($0)) }
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !first.isCodeDigit else { return false }
    return text.utf8.allSatisfy(\.isCodeWord)
  }

  /// Applications that these makers make, the likeliest first: those that other files name, usual names of modules, then
  /// short paths.
  func candidates(madeBy makers: [String], factories: Bool) -> [(module: String, found: CodeFacts.Application)] {
    let found = root.facts.applications.filter { application in
      !root.tree.isAside(application.file.path)
        && (application.isFactory ? factories : makers.contains(application.maker))
    }
    guard found.count > 1 else { return found.compactMap { one in name(of: one.file).map { ($0, one) } } }
    let named = ForeignEntries(root)
    return found.compactMap { application in name(of: application.file).map { ($0, application) } }
      .map { (rank: Rank($0.0, $0.1, named: named.position(of: $0.0, $0.1)), candidate: $0) }
      .sorted { $0.rank < $1.rank }.map(\.candidate)
  }

  private struct Rank: Comparable {
    /// How early another file names it.
    let named: Int
    let isFactory: Bool
    let position: Int
    let depth: Int
    let module: String

    init(_ module: String, _ application: CodeFacts.Application, named: Int?) {
      self.named = named ?? .max
      isFactory = application.isFactory
      position = EntryRule.position(of: module)
      depth = module.utf8.count { $0 == UInt8(ascii: ".") }
      self.module = module
    }

    static func < (a: Rank, b: Rank) -> Bool {
      if a.named != b.named { return a.named < b.named }
      return (a.isFactory ? 1 : 0, a.position, a.depth, a.module) < (b.isFactory ? 1 : 0, b.position, b.depth, b.module)
    }
  }
}
