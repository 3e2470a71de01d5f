package import Diagnostics
import Rules
import IR
import Model

extension DiagnosticKind {
  package static let volumeOwner = DiagnosticKind(
    "W0627", "volume-owner", tunable: true,
    summary: "an image that runs as an ordinary user cannot write to its volume",
    explanation: """
      Railway mounts a volume as root's over the image's own directory, so what the image's `RUN chown` did is hidden. A
      process with another user gets `EACCES` at its first write, and nothing of it shows before.

      infracc writes a start for images that it generates: it begins as root, hands the directory over, and gives root
      up. An image with a Dockerfile of its own starts as that file says.

      Give the service the variable `RAILWAY_RUN_UID: "0"`, and let its start command or entrypoint `chown` the directory
      and change the user with `setpriv` or `gosu`; or remove `USER` from the Dockerfile. Where the user never writes to
      the volume, allow the finding with that reason.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        bot:
          type: worker
          root: ./bot
          build: { dockerfile: bot/Dockerfile }
          volumes: { /data: 1GiB }
                   ^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        bot:
          type: worker
          root: ./bot
          build: { dockerfile: bot/Dockerfile }
          volumes: { /data: 1GiB }
          variables: { RAILWAY_RUN_UID: "0" }
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "bot/Dockerfile",
          """
          FROM python:3.12-slim-bookworm
          USER 1000
          CMD ["python", "-m", "http.server"]
          """)
      ]))
}

/// A hand-written image that runs as an ordinary user, where a target mounts volumes as root's.
package enum VolumeOwner: Probe {
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
