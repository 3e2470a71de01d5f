import Compiler
import Diagnostics
import Resolution

/// How findings are printed; each is a renderer of the same name.
enum OutputFormat: String, CaseIterable {
  case text
  case short
  case gcc
  case json
  case jsonl
  case sarif
  case github
  case junit
}

/// When findings are colored.
enum ColorChoice: String, CaseIterable {
  case auto
  case always
  case never
}

/// How findings are shown, and how much they matter.
struct FindingOptions: Equatable {
  var format = OutputFormat.text
  var color = ColorChoice.auto
  /// From 1.
  var maxErrors = 50
  var infos = false
  /// Codes, names of rules, or `warnings`.
  var deny: [String] = []
  /// Codes or names of rules.
  var warn: [String] = []

  /// Why these options cannot be used, whatever the catalogue has; nil where they can.
  var problem: String? { maxErrors < 1 ? "--max-errors takes a number from 1" : nil }

  /// Whether a person reads along.
  var isForPeople: Bool { Renderers.named(format.rawValue)?.isForPeople ?? true }

  /// Whether findings of level info are only counted, whatever the command line makes of others.
  var countsInfos: Bool { isForPeople && !infos && deny.isEmpty && warn.isEmpty }

  /// Findings with what is needed to print them.
  /// - Parameter consulted: files that were read beside those that findings may point into.
  func request(_ shown: [Diagnostic], _ sources: SourceSet, consulted: [String] = []) -> RenderRequest {
    let isForPeople = isForPeople
    var request = RenderRequest(
      shown, sources: sources, decorator: isForPeople ? Terminal.decorator(color) : .plain, limit: maxErrors,
      fixCommand: "infracc fix")
    request.secrets = { WrittenSecrets.ranges(in: $0) }
    if !isForPeople {
      request.consulted = consulted
      request.version = Version.text
      request.rule = { Catalog.kind($0) }
      if let folder = CheckoutPaths.current { request.repositoryPath = folder.path }
    }
    return request
  }

  /// Prints findings: those for people to standard error, those for programs to standard output. Infos are counted,
  /// unless asked for.
  func show(_ diagnostics: [Diagnostic], _ sources: SourceSet, consulted: [String] = []) {
    let isForPeople = isForPeople
    let shown = infos || !isForPeople ? diagnostics : diagnostics.filter { $0.severity != .info }
    guard let renderer = Renderers.named(format.rawValue) else { return }
    let request = request(shown, sources, consulted: consulted)
    let text = renderer.render(request)
    if isForPeople {
      Terminal.complain(text, isStyled: request.decorator.isEnabled)
    } else {
      Terminal.write(text)
    }
    let hidden = diagnostics.count - shown.count
    if hidden > 0 {
      Terminal.complain("\(Words.count(hidden, "info")) not shown; `--infos` shows \(hidden == 1 ? "it" : "them")\n")
    }
  }
}
