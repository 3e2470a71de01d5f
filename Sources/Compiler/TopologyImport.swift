package import Diagnostics
import Emit
package import Files
package import Import
import IR
import Model
import Probes
import Resolution
import Syntax

/// A topology made of the files of a repository, checked before it is handed out: what does not pass is left to the operator,
/// left out, or kept as its target writes it, each with a remark.
package struct TopologyImport {
  /// The text; nil where nothing was found to make one of.
  package private(set) var topology: String?
  /// In the order of their places.
  package private(set) var remarks: [DraftRemark] = []
  /// Files that cannot be read, with the reason.
  package private(set) var refused: [DraftRemark] = []
  /// The files that it was made of.
  package private(set) var sources: [String] = []
  package private(set) var services: [ProjectDraft.Summary] = []
  /// What is still wrong with the topology: always empty, unless something is wrong with the import.
  package private(set) var errors: [Diagnostic] = []
  /// Whether a deployment file was among the sources.
  package private(set) var hasDeploymentFiles = false

  /// The files that the topology becomes against those that it was made of; nil: not requested.
  package private(set) var proof: ImportProof?

  /// What is asked for.
  package struct Request {
    /// Directories and files, relative to what the access reads.
    package var paths = ["."]
    /// What is read of them; empty: everything.
    package var from: [String] = []
    /// Names of environments by the files that are theirs alone, where the files' names do not say so.
    package var environments: [String: String] = [:]
    /// The name of the repository.
    package var name = "project"
    /// That of the project; nil: the repository's.
    package var project: String?
    /// What is built; empty: what the files are for.
    package var targets: [String] = []
    /// Whether the files that the topology becomes are compared with those that it was made of.
    package var verifies = false
    /// What is before paths in remarks.
    package var prefix = ""

    package init() {}
  }

  /// More than a check reads: it runs once, and not at each keystroke.
  private static let limits: RepositoryReader.Limits = {
    var limits = RepositoryReader.Limits()
    (limits.folders, limits.files, limits.bytes) = (20_000, 10_000, 64 << 20)
    return limits
  }()

  /// What one round leaves out, another one need not find again; each may show what the one before has hidden.
  private static let mostRounds = 8

  /// - Parameter files: the repository. The topology will lie at its top.
  package init(_ request: Request, in files: FileAccess) {
    let access = files.withoutPrivateFiles
    let repository = RepositoryReader(access, sources: SourceSet(), prefix: request.prefix, limits: Self.limits)
    let sources = DraftSources(
      request.paths, from: request.from, environments: request.environments, name: request.name, repository)
    hasDeploymentFiles = sources.hasDeploymentFiles
    let project = ServiceNames.project(request.project ?? request.name)
    var corrections = ProjectDraft.Corrections()
    var draft = ProjectDraft(sources, project: project, targets: request.targets)
    for _ in 0..<Self.mostRounds {
      guard let text = draft.topology else { break }
      errors = Self.errors(of: text, access)
      if errors.isEmpty || !corrections.add(errors, of: text) { break }
      draft = ProjectDraft(sources, project: project, targets: request.targets, corrections: corrections)
    }
    refused = draft.refused
    if repository.bound != nil {
      remarks.append(DraftRemark(DraftPlace("."), "exceeds what is read: pass the directories of the services"))
    }
    self.sources = draft.sources
    services = draft.services
    remarks += draft.remarks
    guard let text = draft.topology else { return }
    finish(text, access)
    if request.verifies, errors.isEmpty { proof = proof(of: draft, access) }
  }

  private func proof(of draft: ProjectDraft, _ access: FileAccess) -> ImportProof {
    var text = topology ?? ""
    // The project file is a program; the same as JSON can be read.
    if let names = text.firstRange(of: "options: { railway: { names:") {
      text.replaceSubrange(names, with: "options: { railway: { format: json, names:")
    } else if let targets = text.firstRange(of: "\nservices:") {
      text.replaceSubrange(targets, with: "\noptions: { railway: { format: json } }\nservices:")
    }
    let run = Compilation.run(path: Self.path, bytes: Array(text.utf8), options: Self.options(access))
    let request = EmissionRequest(environments: ["production"], layout: OutputLayout())
    var files: [String: [UInt8]] = [:]
    for file in run.emit(request).files { files["infra/" + file.file.path] = Array(file.file.content.utf8) }
    return ImportProof(
      draft, files.keys.sorted(), in: access.adding(files), remarks: remarks,
      warnings: Self.placed(run.diagnostics, in: text))
  }

  /// Takes the fixes of the probes over, and brings the text into its usual form.
  private mutating func finish(_ text: String, _ access: FileAccess) {
    let fixed = Fixer.run(path: Self.path, bytes: Array(text.utf8), options: Self.options(access))
    var bytes = fixed.bytes
    if case .formatted(let result) = TopologyFormatter.format(path: Self.path, bytes: bytes) { bytes = result }
    let clean = CredentialGuard(bytes)
    remarks += clean.remarks
    topology = String(decoding: clean.bytes, as: UTF8.self)
    errors = Self.errors(of: topology ?? "", access)
    remarks = remarks.map(CredentialGuard.cleaned)
    refused = refused.map(CredentialGuard.cleaned)
  }

  /// Findings of targets name no key: the text that they underline does.
  private static func placed(_ findings: [Diagnostic], in text: String) -> [Diagnostic] {
    let tree = DraftTree(text)
    return findings.map { finding in
      var finding = finding
      if finding.path.isEmpty { finding.path = tree.path(of: finding.primary.span)?.joined(separator: ".") ?? "" }
      return finding
    }
  }

  private static let path = "topology.yaml"

  private static func options(_ access: FileAccess) -> CompileOptions {
    var options = CompileOptions(fileExists: access.exists, requiresImages: true, repository: access)
    options.mounted = access
    return options
  }

  private static func errors(of text: String, _ access: FileAccess) -> [Diagnostic] {
    let run = Compilation.run(path: path, bytes: Array(text.utf8), options: options(access))
    return run.diagnostics.filter { $0.severity == .error }
  }
}

extension ProjectDraft.Corrections {
  /// Adds what errors say of variables, keys and services.
  /// - Parameter text: of the topology.
  /// - Returns: false where nothing is new, so that another draft would be the same.
  fileprivate mutating func add(_ errors: [Diagnostic], of text: String) -> Bool {
    let tree = DraftTree(text)
    let before = dropped
    var isNew = false
    for error in errors {
      var parts = error.path.split(separator: ".").map(String.init)
      // Findings of targets, and some of a service, name no key: the text that they underline does.
      if parts.count < 3 { parts = tree.path(of: error.primary.span) ?? parts }
      if parts.first == "environments", parts.count > 3 { parts.removeFirst(2) }
      guard parts.count >= 2, parts[0] == "services" else { continue }
      let service = parts[1]
      if parts.count >= 4, parts[2] == "variables" {
        isNew = external[service, default: []].insert(parts[3]).inserted || isNew
      } else if let key = Self.key(parts[2...]), before[service]?[key] == nil {
        // Several environments may have the same mistake.
        if dropped[service]?[key] == nil { dropped[service, default: [:]][key] = error.code }
        isNew = true
      } else if omitted[service] == nil {
        omitted[service] = "\(error.message) (\(error.code))"
        isNew = true
      }
    }
    return isNew
  }

  /// The longest beginning of a path that is a key; nil: none is, or a service cannot be without it.
  private static func key(_ parts: ArraySlice<String>) -> String? {
    for count in stride(from: parts.count, through: 1, by: -1) {
      let text = parts.prefix(count).joined(separator: ".")
      if text == "type" || text == "build" || text == "root" { return nil }
      if ServiceKey(rawValue: text) != nil { return text }
    }
    return nil
  }
}

/// The text of a draft, to find out which key a place of it belongs to.
private struct DraftTree {
  private let root: ConfigNode?

  init(_ text: String) {
    var sources = SourceSet()
    root = parseYAML(sources.add(path: "topology.yaml", bytes: Array(text.utf8)), into: DiagnosticBag()).root
      .map { ConfigNode.make($0) }
  }

  /// The keys that lead to a place; nil: it is in none.
  func path(of span: Span) -> [String]? {
    guard let root, span.file.index == 0 else { return nil }
    var path: [String] = []
    var node = root
    while let entry = node.entries.first(where: { entry in
      entry.keySpan.start <= span.start && span.end <= max(entry.value.span.end, entry.keySpan.end)
    }) {
      path.append(entry.key)
      node = entry.value
    }
    return path.isEmpty ? nil : path
  }
}

/// The last look for credentials, in commands, comments and settings that are kept as they were.
private struct CredentialGuard {
  private(set) var bytes: [UInt8]
  private(set) var remarks: [DraftRemark] = []

  /// What takes the place of a credential.
  private static let removed = "REMOVED"

  init(_ text: [UInt8]) {
    let ranges = (WrittenSecrets.ranges(in: text) + UsualSecrets.assigned(in: text))
      .sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    bytes = Self.replacing(ranges, in: text)
    var line = 1
    var position = 0
    for range in ranges where range.lowerBound >= position {
      line += text[position..<range.lowerBound].count { $0 == UInt8(ascii: "\n") }
      position = range.lowerBound
      remarks.append(
        DraftRemark(
          DraftPlace("topology", line),
          "contained a credential, which is not copied: `\(Self.removed)` replaces it; declare a secret, and refer to it"
        ))
    }
  }

  /// A remark without what it must not quote.
  static func cleaned(_ remark: DraftRemark) -> DraftRemark {
    let ranges = SecretRecognizer.matches(in: remark.text).map(\.range).sorted { $0.lowerBound < $1.lowerBound }
    if ranges.isEmpty { return remark }
    return DraftRemark(
      remark.place, String(decoding: replacing(ranges, in: Array(remark.text.utf8)), as: UTF8.self))
  }

  private static func replacing(_ ranges: [Range<Int>], in bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    var position = 0
    for range in ranges where range.lowerBound >= position {
      text += bytes[position..<range.lowerBound]
      text += removed.utf8
      position = range.upperBound
    }
    return text + bytes[position...]
  }
}
