/// A file that people or scripts keep beside the generated ones, and that must not be committed.
package struct UncommittedFile: Sendable {
  /// A pattern of gitignore(5): a bare name is ignored in every directory below the output folder.
  package let name: String
  /// Why it stays out, as the comment above it.
  package let reason: String

  package init(_ name: String, because reason: String) {
    self.name = name
    self.reason = reason
  }

  /// The env file that `secrets --generate` writes.
  package static let variables = UncommittedFile(
    ".env", because: "Values of secrets, as `infracc secrets --generate` writes them.")
}
