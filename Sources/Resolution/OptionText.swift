package import Model

/// The text of an option of a target whose references are resolved.
package struct OptionText {
  /// The target that the option belongs to.
  package let target: String
  /// The name of the option.
  package let name: String
  /// Where its text stands: a single value.
  package let node: ConfigNode
  /// What the text comes to; poison until it is resolved.
  package internal(set) var value = ResolvedValue.poison

  /// - Parameters:
  ///   - target: the name of a target.
  ///   - name: of an option that takes references.
  ///   - node: a single value.
  package init(target: String, name: String, node: ConfigNode) {
    self.target = target
    self.name = name
    self.node = node
  }

  /// The path of its key in the topology.
  package var path: String { "options.\(target).\(name)" }
}
