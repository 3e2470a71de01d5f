import Diagnostics
import Syntax

extension Decoder {
  /// E0208 where a key is no name of a variable.
  package func isVariableName(_ entry: ConfigNode.Entry) -> Bool {
    guard case .failure(let problem) = VariableName.parse(entry.key) else { return true }
    report(problem.kind, at: entry.keySpan, problem.message, label: problem.label) { $0.help = problem.help }
    return false
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
