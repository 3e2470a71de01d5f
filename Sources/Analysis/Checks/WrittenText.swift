import Diagnostics
import Model
import Syntax

extension VariableSymbol {
  /// The text that this very service wrote, with its node: checks of what is written judge a value once.
  var writtenText: (text: String, node: ConfigNode)? {
    guard inheritedFrom == nil, let node = declaration?.value, let scalar = node.scalar,
      let literal = resolved.literal, !resolved.isPoisoned
    else { return nil }
    return (scalar.style == .plain || !literal.isEmpty ? literal : scalar.text, node)
  }

  /// The text says nothing about the value that will be there: a placeholder, another tool's reference, or its own
  /// name. One finding about that is enough.
  var isUnsaid: Bool {
    guard let literal = resolved.literal, declaration != nil else { return false }
    return Placeholders.isPlaceholder(literal, isSecretName: Conventions.soundsSecret(name))
      || !ForeignReferences.find(in: literal).isEmpty
  }
}
