import Rules
import Diagnostics
import IR
import Model

/// A hand-written image that runs as an ordinary user, where a target mounts volumes as root's.
package enum VolumeOwnerProbe: Probe {
  package static func run(in context: ProbeContext) {
    let variables = Set((context.contexts.first?.targets ?? []).compactMap { $0.capabilities.userVariable })
    guard !variables.isEmpty else { return }
    for root in context.roots {
      for service in root.services where !service.lowered.volumes.isEmpty && service.lowered.build?.target == nil {
        guard !variables.contains(where: service.has), let (file, content) = root.dockerfile(of: service),
          let user = content.instructions.last(where: { $0.keyword == "USER" && $0.stage == content.stageCount }),
          isOrdinary(user.text)
        else { continue }
        let volumes = service.declaration.node["volumes"]?.span ?? service.declaration.nameSpan
        let name = variables.sorted()[0]
        context.report(
          .volumeOwner, at: volumes, path: service.path("volumes"),
          "`\(service.name)` cannot write to its volume: its image runs as an ordinary user"
        ) {
          context.show(user.place, of: file, "not root", in: &$0)
          $0.notes = ["the volume is mounted as root's over the image's own directory"]
          $0.help = [
            "write `\(name): \"0\"` under `variables`, and let the start hand the directory over and change the user",
            "or remove `USER` from the Dockerfile",
          ]
        }
      }
    }
  }

  /// Whether the text of `USER` certainly names another user than root.
  private static func isOrdinary(_ text: String) -> Bool {
    guard let user = DockerfileText.words(text).first?.split(separator: ":").first, !user.contains("$") else {
      return false
    }
    return user != "root" && user != "0"
  }
}
