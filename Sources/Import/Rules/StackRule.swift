package import Diagnostics
import Model
package import Probes
import Resolution
import Syntax

/// A rule over a stack of files that are no topology, about what a topology has no word for. Adding one is a file beside
/// this one, called after its code; `make generate` lists it.
package protocol StackRule: SendableMetatype {
  static var kind: DiagnosticKind { get }

  static func run(in context: StackContext)
}

/// What such a rule may look at.
package final class StackContext {
  package let stack: Stack
  package let topology: FaithfulTopology
  package let kind: StackKind
  let repository: RepositoryReader
  private let bag: DiagnosticBag
  private let templates: [String]
  /// What the code of services says that other stacks of the repository build, by their names.
  let siblings: [String: CodeSurvey]
  /// The directory holds all that git was given.
  let isCheckout: Bool

  /// - Parameter templates: the paths of env templates beside those in the directories of the stack.
  package init(
    _ stack: Stack, _ topology: FaithfulTopology, _ kind: StackKind, templates: [String],
    siblings: [String: CodeSurvey], isCheckout: Bool, _ repository: RepositoryReader, into bag: DiagnosticBag
  ) {
    self.templates = templates
    self.siblings = siblings
    self.isCheckout = isCheckout
    self.stack = stack
    self.topology = topology
    self.kind = kind
    self.repository = repository
    self.bag = bag
  }

  func report(
    _ kind: DiagnosticKind, at span: Span, _ message: String, label: String = "",
    _ refine: (inout Diagnostic) -> Void = { _ in }
  ) {
    bag.report(kind, at: span, message, label: label, refine)
  }

  /// Every `$NAME` and `${NAME}` of the stack, with the scalar that it is written in, in the order of the files.
  private(set) lazy var holes: [(hole: HoledText.Hole, text: HoledText, path: [String])] = {
    var found: [(HoledText.Hole, HoledText, [String])] = []
    var seen: Set<Span> = []
    func walk(_ node: ConfigNode, _ path: [String]) {
      for entry in node.entries { walk(entry.value, path + [entry.key]) }
      for item in node.items {
        // `NAME=value` of a list is an entry, too.
        let isPair = ["environment", "args", "labels"].contains(path.last)
        walk(item, isPair ? path + [item.scalar?.divided(at: UInt8(ascii: "=")).0.text ?? ""] : path)
      }
      guard let scalar = node.scalar, seen.insert(scalar.span).inserted, scalar.mayHaveHoles else { return }
      let text = HoledText(scalar)
      found += text.holes.map { ($0, text, path) }
    }
    for entry in stack.root.entries where !entry.key.hasPrefix("x-") { walk(entry.value, [entry.key]) }
    return found.sorted { $0.1.span(of: $0.0) < $1.1.span(of: $1.0) }
  }()

  /// The names of variables that something beside the stack says: a template of an env file, a comment, a page of
  /// documentation.
  private(set) lazy var described = DescribedNames(stack, templates: templates, repository)

  /// The templates of env files that are taken for descriptions of it, with how many variables each names.
  package var describedTemplates: [(path: String, variables: Int)] {
    described.templates.map { ($0.file.path, $0.entries.count) }
  }

  /// The variables of the templates that lie beside env files.
  /// - Parameter files: relative to the directory of the stack.
  func namesInTemplates(beside files: [String]) -> Set<String> {
    let folders = Set(files.compactMap { repository.join(stack.folder, $0).map(RepositoryReader.folder) })
    return described.templates.reduce(into: []) { names, template in
      if folders.contains(RepositoryReader.folder(of: template.file.path)) {
        names.formUnion(template.entries.map(\.name))
      }
    }
  }

  /// No bound was met: what was not found is not there.
  var sawAll: Bool { repository.bound == nil }

  /// What git keeps out of the repository.
  private(set) lazy var ignored = IgnoredFiles(stack.folder == "." ? ["."] : [".", stack.folder], repository)

  /// The Dockerfile that a service is built from; nil where there is none, or it cannot be read.
  func dockerfile(of service: StackService) -> (file: RepositoryReader.File, content: DockerfileText)? {
    topology.dockerfiles[service.name]
  }
}

extension SyntaxNode {
  fileprivate var mayHaveHoles: Bool { withText { $0.contains(UInt8(ascii: "$")) } }
}

extension StackContext {
  /// Whether the value of a variable may be a secret, so that no report shows it.
  func hidesValue(of name: String) -> Bool { SecretNames.soundSecret(name) }
}
