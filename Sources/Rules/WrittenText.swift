import Resolution
import Diagnostics
import Model
import Syntax

extension VariableSymbol {
  /// The value as it is written: checks of what is written judge a value once, in the service that wrote it,
  /// and a shared one in the first service that uses it.
  func writtenValue(of service: ServiceSymbol, in context: CheckContext) -> ConfigNode? {
    switch definition {
    case .declared(let declaration): inheritedFrom == nil ? declaration.value : nil
    case .sharedVariable(let shared):
      context.analysis.firstUsers[shared.name] === service ? shared.declaration.value : nil
    case .key, .secret: nil
    }
  }

  /// The text that was written for it, with its node.
  func writtenText(of service: ServiceSymbol, in context: CheckContext) -> (text: String, node: ConfigNode)? {
    guard let literal, let node = writtenValue(of: service, in: context), let scalar = node.scalar else { return nil }
    return (scalar.style == .plain || !literal.isEmpty ? literal : scalar.text, node)
  }
}
