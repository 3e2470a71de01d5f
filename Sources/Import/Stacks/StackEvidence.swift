package import Diagnostics
import Model
import Probes
import Syntax

/// For what a stack runs, with what says so.
package struct StackEvidence {
  package let kind: StackKind
  /// Nil: the name of a file says it, or nothing does.
  package let span: Span?

  private init(_ kind: StackKind, at span: Span? = nil) {
    self.kind = kind
    self.span = span
  }

  /// The strongest evidence decides: names of files, variables that name the environment, commands of development, then
  /// whether every program is a finished image.
  /// - Parameter repository: the name of the directory that is checked.
  package init(of stack: Stack, repository: String) {
    if stack.dialect == .platform {
      self.init(.production)
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
    if words.contains(where: production.contains) { return StackEvidence(.production) }
    return words.contains(where: development.contains) ? StackEvidence(.development) : nil
  }

  private static func byVariable(_ stack: Stack) -> StackEvidence? {
    for service in stack.services {
      for pair in service.environment where pair.name.hasSuffix("ENV") || pair.name.hasSuffix("ENVIRONMENT") {
        guard let value = pair.value, let text = value.known?.lowercased() else { continue }
        if text == "production" || text == "prod" { return StackEvidence(.production, at: value.span) }
        if development.contains(text) { return StackEvidence(.development, at: value.span) }
      }
    }
    return nil
  }

  private static let commands = [
    "--reload", "npm run dev", "yarn dev", "pnpm dev", "pnpm run dev", "bun dev", "bun run dev", "runserver", "nodemon",
    "flask run --debug", "next dev",
  ]

  private static func byCommand(_ stack: Stack) -> StackEvidence? {
    stack.services.lazy.compactMap(development).first.map { StackEvidence(.development, at: $0) }
  }

  /// Whether a service runs its sources as they lie on the developer's machine.
  static func isDevelopment(_ service: StackService) -> Bool { development(service) != nil }

  /// The command of a server of development, or the mount of the sources over those of the image.
  private static func development(_ service: StackService) -> Span? {
    if let command = service.command {
      let line = command.texts.map { $0.known ?? $0.node.text }.joined(separator: " ")
      if commands.contains(where: line.holds) { return command.span }
    }
    guard let context = service.build?.context?.known else { return nil }
    return service.mounts.first { mount in
      guard mount.kind == .bind, !mount.isReadOnly, let source = mount.source else { return false }
      return isSame(source, context) || source.hasPrefix(context + "/src")
    }?.span
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
    return own?.image.map { StackEvidence(.shipped, at: $0.span) }
  }
}
