/// What a node of the tree is. Aliases are followed by `SyntaxNode`, so readers never meet one.
package enum NodeKind: UInt8, Sendable {
  case scalar
  case sequence
  case mapping
}

/// How a scalar was written.
package enum ScalarStyle: UInt8, Sendable {
  case plain
  case singleQuoted
  case doubleQuoted
  case literal
  case folded
}
