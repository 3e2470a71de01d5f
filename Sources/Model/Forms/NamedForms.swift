import Diagnostics
import Syntax

extension Decoder {
  /// E0208 where a key is no name of a variable.
  package func isVariableName(_ entry: ConfigNode.Entry) -> Bool {
    isName(entry) { name, finding in
      finding.help = ["write `\(name)?:` for a setting that an operator may supply"]
      finding.fixes = [FixIt("write `\(name)?`", .unsafe, [.init(entry.keySpan, "\(name)?")])]
    }
  }

  /// E0208 where a key is no name of a secret; the mark of a variable has no meaning there.
  package func isSecretName(_ entry: ConfigNode.Entry) -> Bool {
    isName(entry) { name, finding in
      finding.primary = .init(entry.keySpan, "`?` marks variables, not secrets")
      finding.help = ["write `\(name): optional` for a secret that may be missing"]
      guard entry.value.isNull || ["optional", "external"].contains(entry.value.text) else { return }
      let value = entry.value.span
      finding.fixes = [
        FixIt(
          "write `\(name): optional`", .unsafe,
          [.init(entry.keySpan, name), .init(value, value.isEmpty ? " optional" : "optional")])
      ]
    }
  }

  private func isName(_ entry: ConfigNode.Entry, marked: (String, inout Diagnostic) -> Void) -> Bool {
    guard case .failure(var problem) = VariableName.parse(entry.key) else { return true }
    // With one mark behind it, what is before the mark is not a name.
    if entry.key.utf8.count > 1, entry.key.utf8.last == UInt8(ascii: "?"), SettingMark.meant(by: entry.key) == nil,
      case .failure(let inner) = VariableName.parse(String(entry.key.dropLast()))
    {
      problem = inner
    }
    report(problem.kind, at: entry.keySpan, problem.message, label: problem.label) {
      $0.help = problem.help
      if let name = SettingMark.meant(by: entry.key) { marked(name, &$0) }
    }
    return false
  }

  /// E0216 for a source that may be missing beside `required: true`.
  func contradiction(of source: ConfigNode, _ required: Located<Bool>?) {
    guard let required, required.value else { return }
    report(.exclusiveKeys, at: required.span, "`source: optional` and `required: true` exclude each other") {
      $0.secondary = [.init(source.span, "says that the value may be missing")]
      $0.help = ["keep `source: optional`, or write `source: external`"]
    }
  }

  /// Secrets, with their names checked.
  /// - Parameter read: reads the declaration of one.
  package func secrets(
    _ node: ConfigNode, _ read: (ConfigNode.Entry) -> SecretDeclaration?
  ) -> [Named<SecretDeclaration>] {
    let entries = node.entries
    let cuts = entries.indices.compactMap { CutSource(entries, at: $0) }
    for cut in cuts { cut.report(self) }
    return named(node, fix: ListFix.secrets) { entry in
      if cuts.contains(where: { $0.front.span == entry.value.span || $0.rest.keySpan == entry.keySpan }) { return nil }
      return isSecretName(entry) ? read(entry) : nil
    }
  }

  /// Variables, with their names checked.
  package func variables(_ node: ConfigNode) -> [Named<VariableDeclaration>] {
    named(node, fix: ListFix.variables) { entry in
      guard isVariableName(entry) else { return nil }
      return VariableDeclaration.read(entry.value, self, owner: "`\(entry.key)`")
    }
  }

  /// `needs:` in both forms; nil: the condition follows from the health check.
  package func needs(_ node: ConfigNode) -> [Named<Located<String?>>] {
    if case .sequence(let items) = node.content {
      return items.compactMap { item in
        if let entry = item.entries.first, let condition = entry.value.text {
          wrongKind(
            item, expected: "an item of `needs` is the name of a service",
            help: ["write `needs: { \(entry.key): \(condition) }`, without dashes"])
          return nil
        }
        return FieldType<String>.text.read(item, self).map { Named($0, item.span, Located(nil, item)) }
      }
    }
    if node.scalar != nil {
      wrongList(node, "`needs` is a list of services, or a mapping from services to conditions")
      return []
    }
    return named(node) { entry in
      if entry.value.isNull {
        report(.wrongScalar, at: entry.keySpan, "`\(entry.key)` has no condition", label: "nothing behind it") {
          $0.help = ["write `needs: [\(entry.key)]`, or a condition: `needs: { \(entry.key): healthy }`"]
        }
        return nil
      }
      return FieldType<String>.word(["started", "healthy", "done"]).read(entry.value, self).map {
        Located($0, entry.value)
      }
    }
  }
}
