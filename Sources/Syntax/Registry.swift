// Written by `make generate` from the files that declare what is listed here. Do not edit it.

package import Diagnostics

/// What is reported by Syntax, in the order of the codes.
package enum SyntaxRegistry {
  /// Its kinds of findings.
  package static let kinds: [DiagnosticKind] = [
    .unreadableFile,
    .notUTF8,
    .yamlSyntax,
    .unquotedReference,
    .cutReference,
    .tabIndentation,
    .duplicateKey,
    .secondDocument,
    .aliasExpansion,
    .yamlTag,
    .notAMapping,
    .nestedReference,
    .unclosedReference,
    .malformedReference,
  ]
}
