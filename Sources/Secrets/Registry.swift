// Written by `make generate` from the files that declare what is listed here. Do not edit it.

package import Diagnostics

/// What is reported by Secrets, in the order of the codes.
package enum SecretsRegistry {
  /// Its kinds of findings.
  package static let kinds: [DiagnosticKind] = [
    .unneededSecret,
    .malformedEnvFile,
    .readableEnvFile,
    .secretInTwoEnvironments,
    .envFilesDisagree,
  ]
}
