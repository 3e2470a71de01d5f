import IR
import Model

/// Finds applications that a Python file creates at its top level for a server or a worker, and settings of Django.
struct ApplicationReader {
  let tokens: CodeTokens
  let file: RepositoryReader.File

  /// What some service type or server runs.
  private static let makers = Set(ServiceTypes.all.flatMap { $0.entry?.makers ?? [] })
  private static let factories = Set(EntryRule.factories)

  func read(into facts: inout CodeFacts) {
    for index in tokens.indices {
      switch tokens.kind(index) {
      case .line where tokens.indentation(index + 1) == 0: readStatement(index + 1, &facts)
      case .string where tokens.equals(tokens.range(index), "DJANGO_SETTINGS_MODULE"):
        readSettings(behind: index + 1, &facts)
      case .word:
        // With other storages nothing is written to a directory.
        if ["STATIC_ROOT", "STORAGES", "STATICFILES_STORAGE"].contains(where: { tokens.isWord(index, $0) }) {
          facts.setsStaticRoot = true
        }
      default: break
      }
    }
  }

  /// `app = FastAPI(…)`, `app: FastAPI = fastapi.FastAPI(…)`, `def create_app(…)`.
  private func readStatement(_ index: Int, _ facts: inout CodeFacts) {
    if tokens.isWord(index, "def") || tokens.isWord(index, "async") && tokens.isWord(index + 1, "def") {
      let name = tokens.isWord(index, "def") ? index + 1 : index + 2
      if tokens.isSymbol(name + 1, "("), Self.factories.contains(tokens.text(name)) {
        add(name, maker: tokens.text(name), isFactory: true, &facts)
      }
      return
    }
    guard tokens.kind(index) == .word else { return }
    var next = index + 1
    if tokens.isSymbol(next, ":") {
      while let kind = tokens.kind(next), kind != .line, !tokens.isSymbol(next, "=") { next += 1 }
    }
    guard tokens.isSymbol(next, "="), tokens.kind(next + 1) == .word else { return }
    var maker = next + 1
    while tokens.isSymbol(maker + 1, "."), tokens.kind(maker + 2) == .word { maker += 2 }
    guard tokens.isSymbol(maker + 1, "("), Self.makers.contains(tokens.text(maker)) else { return }
    add(index, maker: tokens.text(maker), isFactory: false, &facts)
  }

  private func add(_ name: Int, maker: String, isFactory: Bool, _ facts: inout CodeFacts) {
    facts.applications.append(
      CodeFacts.Application(
        name: tokens.text(name), maker: maker, isFactory: isFactory, file: file, place: tokens.range(name)))
  }

  /// `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")`, `os.environ["…"] = "…"`.
  private func readSettings(behind index: Int, _ facts: inout CodeFacts) {
    for next in index..<index + 3 where tokens.isString(next) {
      facts.settingsModules.insert(tokens.text(next))
      return
    }
  }
}
