package import Diagnostics

/// The findings of reading: YAML and references.
package enum SyntaxKinds {
  package static let all: [DiagnosticKind] = [
    .unreadableFile, .notUTF8, .yamlSyntax, .unquotedReference, .cutReference, .tabIndentation, .duplicateKey,
    .secondDocument, .aliasExpansion, .yamlTag, .notAMapping,
  ]
}
