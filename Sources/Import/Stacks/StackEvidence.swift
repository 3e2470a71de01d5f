package import Diagnostics
import Model
import Probes
import Syntax

/// For what a stack runs, as its files show.
package struct StackEvidence {
  package let kind: StackKind
  /// What decided; nil: nothing did.
  package let reason: String?
  /// Where that is written; nil: in the name of a file.
  package let place: Span?

  private init(_ kind: StackKind, _ reason: String? = nil, at place: Span? = nil) {
    self.kind = kind
    self.reason = reason
    self.place = place
  }

  /// The strongest evidence decides: names of files, variables that name the environment, commands of development, then
  /// whether every program is a finished image.
  /// - Parameter repository: the name of the directory that is checked.
  package init(of stack: Stack, repository: String) {
    if stack.dialect.isPlatform {
      self.init(.production, "the file of a platform")
      return
    }
    self =
      Self.byFile(stack) ?? Self.byVariable(stack) ?? Self.byCommand(stack) ?? Self.shipped(stack, repository)
      ?? StackEvidence(.unknown)
  }

  private static let production: Set<String> = ["prod", "production", "staging", "stage"]
  private static let development: Set<String> = [
    "dev", "development", "local", "test", "testing", "override", "ci", "debug",
  ]

  private static func byFile(_ stack: Stack) -> StackEvidence? {
    guard let name = stack.files.last?.split(separator: "/").last else { return nil }
    let words = name.split(whereSeparator: { ".-_".contains($0) }).map { $0.lowercased() }
    if words.contains(where: production.contains) { return StackEvidence(.production, "the name of the file") }
    return words.contains(where: development.contains) ? StackEvidence(.development, "the name of the file") : nil
  }

  private static func byVariable(_ stack: Stack) -> StackEvidence? {
    for service in stack.services {
      for pair in service.environment where pair.name.hasSuffix("ENV") || pair.name.hasSuffix("ENVIRONMENT") {
        guard let text = pair.value?.known?.lowercased() else { continue }
        let reason = "`\(pair.name)` is `\(text)`"
        if text == "production" || text == "prod" { return StackEvidence(.production, reason, at: pair.nameSpan) }
        if development.contains(text) { return StackEvidence(.development, reason, at: pair.nameSpan) }
      }
    }
    return nil
  }

  private static let commands = [
    "--reload", "npm run dev", "yarn dev", "pnpm dev", "pnpm run dev", "bun dev", "bun run dev", "runserver", "nodemon",
    "flask run --debug", "next dev",
  ]

  private static func byCommand(_ stack: Stack) -> StackEvidence? {
    stack.services.first(where: isDevelopment).map { service in
      StackEvidence(.development, "`\(service.name)` runs its sources as they lie here", at: service.nameSpan)
    }
  }

  /// Whether a service runs its sources as they lie on the developer's machine: by the command of a server of development, or
  /// by a mount of the sources over those of the image.
  static func isDevelopment(_ service: StackService) -> Bool {
    if let command = service.command {
      let line = command.texts.map { $0.known ?? $0.node.text }.joined(separator: " ")
      if commands.contains(where: line.holds) { return true }
    }
    guard let context = service.build?.context?.known else { return false }
    return service.mounts.contains { mount in
      guard mount.kind == .bind, !mount.isReadOnly, let source = mount.source else { return false }
      return isSame(source, context) || source.hasPrefix(context + "/src")
    }
  }

  private static func isSame(_ a: String, _ b: String) -> Bool {
    func parts(_ path: String) -> [Substring] { path.split(separator: "/").filter { $0 != "." } }
    return parts(a) == parts(b)
  }

  private static func shipped(_ stack: Stack, _ repository: String) -> StackEvidence? {
    let programs = stack.services.filter { $0.engine == nil }
    guard !programs.isEmpty, programs.allSatisfy({ $0.build == nil && $0.image != nil }) else { return nil }
    let own = programs.first { service in
      guard let text = service.image?.known, case .success(let image) = ImageReference.parse(text) else { return false }
      return image.shortName.lowercased() == repository.lowercased() && service.node["restart"] != nil
    }
    return own.map {
      StackEvidence(.shipped, "`\($0.name)` runs the finished image of this repository", at: $0.nameSpan)
    }
  }
}
