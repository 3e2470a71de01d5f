extension BuildDeclaration {
  /// The path of a Dockerfile that people wrote; nil where it is generated.
  package var handWrittenDockerfile: String? { dockerfile.flatMap { $0.value == "generate" ? nil : $0.value } }
}

extension ServiceDeclaration {
  /// A finished image or a hand-written Dockerfile decides what is in the container.
  package var hasOwnImage: Bool { image != nil || build?.value.handWrittenDockerfile != nil }
}
