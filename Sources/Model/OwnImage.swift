extension BuildDeclaration {
  /// The path of a Dockerfile that people wrote; nil where it is generated.
  package var handWrittenDockerfile: String? { dockerfile.flatMap { $0.value == "generate" ? nil : $0.value } }
}

extension ServiceDeclaration {
  /// A finished image or a hand-written Dockerfile decides what is in the container.
  package var hasOwnImage: Bool { image != nil || build?.value.handWrittenDockerfile != nil }
}

extension BuildDeclaration {
  /// The workspace, where it is a directory above that of the service.
  package func workspaceAbove(_ root: String) -> String? {
    workspace.flatMap { member(of: root) == nil ? nil : $0.value }
  }

  /// The directory of the service, from its workspace on; nil: there is no workspace, or it does not hold the service.
  package func member(of root: String) -> String? {
    guard let workspace = workspace?.value, workspace != root else { return nil }
    if workspace == "." { return root }
    return root.hasPrefix(workspace + "/") ? String(root.dropFirst(workspace.utf8.count + 1)) : nil
  }
}
