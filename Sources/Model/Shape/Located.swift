package import Diagnostics

/// A decoded value and the node that it was read from.
package struct Located<Value> {
  package let value: Value
  package let node: ConfigNode

  package init(_ value: Value, _ node: ConfigNode) {
    self.value = value
    self.node = node
  }

  package var span: Span { node.span }
}

/// A decoded value under a name, with the place of the name.
package struct Named<Value> {
  package let name: String
  package let nameSpan: Span
  package let value: Value

  package init(_ name: String, _ nameSpan: Span, _ value: Value) {
    self.name = name
    self.nameSpan = nameSpan
    self.value = value
  }
}
