import Diagnostics
import IR

extension TopologyReader {
  /// E0206 for a tool of another language than the type's, E0217 for a workspace that does not hold the service.
  func checkTools(_ service: ServiceDeclaration, decoder: Decoder) {
    guard let build = service.build?.value else { return }
    if let written = build.toolchain?.value.tool, let tool = Toolchains.named(written.value),
      !service.isTypeGuessed, !service.type.languages.isEmpty, !service.type.languages.contains(tool.language)
    {
      let names = Toolchains.all(of: service.type.languages).map(\.name)
      decoder.report(
        .notInEnumeration, at: written.span,
        "`\(tool.name)` cannot install the dependencies of a \(service.type.name) service"
      ) {
        $0.help = ["write one of \(Words.enumeration(names)), or another `type`"]
      }
    }
    if let workspace = build.workspace, let root = service.root, workspace.value != root.value,
      build.member(of: root.value) == nil
    {
      decoder.report(
        .pathNotFound, at: workspace.span, "`\(root.value)` does not lie in the workspace `\(workspace.value)`"
      ) {
        $0.secondary = [.init(root.span, "the code of the service")]
        $0.help = ["write the directory above both the lock file and the code, `.` for that of the topology"]
      }
    }
  }
}
