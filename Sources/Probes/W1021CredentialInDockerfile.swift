package import Diagnostics
import Resolution
import Rules
import IR
import Model

extension DiagnosticKind {
  package static let credentialInDockerfile = DiagnosticKind(
    "W1021", "credential-in-dockerfile", tunable: true,
    summary: "a Dockerfile writes a secret into the image",
    explanation: """
      `ENV` and `ARG` values are part of the image: `docker history` and `docker inspect` show them to whoever can pull
      it, and every layer cache on the way has a copy. A later line that overwrites the variable does not take it out.

      Values that the process needs come from the topology: declare the name under `secrets:` of the service.
      For values that only the build needs there is `build: { secrets: [NAME] }`, which mounts them for single commands
      and leaves nothing behind.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          root: ./api
          port: 8000
          build: { dockerfile: api/Dockerfile }
                               ^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          root: ./api
          port: 8000
          build: { dockerfile: api/Dockerfile }
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "api/Dockerfile",
          """
          FROM node:22-bookworm-slim
          ENV SESSION_SECRET=kx83hVq2
          CMD ["node", "server.js"]
          """)
      ],
      passingFiles: [
        ExampleFile(
          "api/Dockerfile",
          """
          FROM node:22-bookworm-slim
          CMD ["node", "server.js"]
          """)
      ]), foreign: .speaks)
}

/// What a hand-written Dockerfile does that no image should: credentials in it, and a base that moves.
package enum CredentialInDockerfile: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots {
      var seen: Set<String> = []
      for service in root.services {
        guard let (file, content) = root.dockerfile(of: service), seen.insert(file.path).inserted else { continue }
        reportCredentials(content, file, service, context)
        reportBases(content, file, service, context)
      }
    }
  }

  private static func span(_ service: ProbedService) -> Span {
    service.declaration.build?.value.dockerfile?.span ?? service.rootSpan
  }

  private static func reportCredentials(
    _ content: DockerfileText, _ file: RepositoryReader.File, _ service: ProbedService, _ context: ProbeContext
  ) {
    for instruction in content.instructions where ["ENV", "ARG"].contains(instruction.keyword) {
      for (name, value) in DockerfileText.assignments(of: instruction) {
        // A variable of the build, or a text that says that it is none.
        guard let value, !value.isEmpty, !value.contains("$"),
          Conventions.soundsSecret(name) || Credentials.find(in: value) != nil,
          !isHarmless(value)
        else { continue }
        context.report(
          .credentialInDockerfile, at: span(service), path: service.path(ServiceKey.buildDockerfile.rawValue),
          "the Dockerfile writes `\(name)` into the image"
        ) {
          context.show(instruction.place, of: file, "whoever has the image can read it", in: &$0)
          $0.masked.append(context.repository.span(valuePlace(name, instruction, file), in: file))
          // What a stage before the last one is given does not get into the image.
          if instruction.stage == content.stageCount {
            $0.remedies = [
              .there(context.repository.span(instruction.place, in: file)),
              .plain("take it out, and give it to the container when it starts"),
            ]
          }
          $0.help = [
            "take it out; declare it under `secrets:` of the service, or name it under `build.secrets` for a build"
          ]
        }
      }
    }
  }

  /// From the value of a name to the end of the line.
  private static func valuePlace(
    _ name: String, _ instruction: DockerfileText.Instruction, _ file: RepositoryReader.File
  ) -> Range<Int> {
    let line = instruction.place
    let name = Array(name.utf8)
    var start = line.lowerBound
    while start + name.count < line.upperBound {
      let end = start + name.count
      if file.bytes[start..<end].elementsEqual(name), "= ".utf8.contains(file.bytes[end]) {
        return end + 1..<line.upperBound
      }
      start += 1
    }
    return line
  }

  /// What builds need although nobody reads it, and what is filled in later.
  static func isHarmless(_ value: String) -> Bool {
    let lower = value.lowercased()
    return ["dummy", "placeholder", "build", "fake", "none", "null", "true", "false", "not-set", "unset", "unused"]
      .contains { lower.contains($0) } || Placeholders.isPlaceholder(value, isSecretName: true) || value.utf8.count < 4
      || Int(value) != nil
  }

  private static func reportBases(
    _ content: DockerfileText, _ file: RepositoryReader.File, _ service: ProbedService, _ context: ProbeContext
  ) {
    var stages: Set<String> = ["scratch"]
    for instruction in content.instructions where instruction.keyword == "FROM" {
      let words = DockerfileText.words(instruction.text).filter { !$0.hasPrefix("--") }
      guard let image = words.first else { continue }
      if words.count > 2, words[1].lowercased() == "as" { stages.insert(words[2].lowercased()) }
      guard !stages.contains(image.lowercased()), !image.contains("$"),
        case .success(let reference) = ImageReference.parse(image), reference.isMoving
      else { continue }
      context.report(
        .movingImage, at: span(service), path: service.path(ServiceKey.buildDockerfile.rawValue),
        "the Dockerfile is based on `\(image)`, which moves under you"
      ) {
        context.show(instruction.place, of: file, "another image tomorrow", in: &$0)
        $0.help = ["name a version: `\(reference.repository):…`"]
      }
    }
  }
}
