package import Diagnostics
import Resolution
import IR
import Model

extension DiagnosticKind {
  package static let buildArgumentNotDeclared = DiagnosticKind(
    "W1012", "build-argument-not-declared", tunable: true,
    summary: "a build value that the Dockerfile never asks for",
    explanation: """
      `docker build --build-arg NAME=value` gives a value only to Dockerfiles that ask for it with `ARG NAME`; for others
      it is dropped without a word. The build succeeds, and the program is made without the value: a page that calls
      `undefined/api`, a version that is empty.

      Write `ARG NAME` in the stage that needs it, below that stage's `FROM`: an `ARG` in front of the first `FROM` is
      seen by `FROM` lines only, and each stage begins anew. `infracc fix --unsafe` writes it into the stage that runs the
      build command; look at the Dockerfile afterwards.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: web
          root: ./site
          port: 3000
          build:
            dockerfile: site/Dockerfile
            args:
              API_BASE: https://api.shop.example.com
              ^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        site:
          type: web
          root: ./site
          port: 3000
          build:
            dockerfile: site/Dockerfile
            args:
              API_BASE: https://api.shop.example.com
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "site/Dockerfile",
          """
          FROM node:22-bookworm-slim
          WORKDIR /app
          COPY . .
          RUN npm ci && npm run build
          CMD ["node", "server.js"]
          """)
      ],
      passingFiles: [
        ExampleFile(
          "site/Dockerfile",
          """
          FROM node:22-bookworm-slim
          WORKDIR /app
          COPY . .
          ARG API_BASE
          RUN npm ci && npm run build
          CMD ["node", "server.js"]
          """)
      ]), foreign: .speaks)
}

/// Build values that a hand-written Dockerfile never asks for.
package enum BuildArgumentNotDeclared: Probe {
  /// Docker knows them without `ARG`.
  package static let predefined: Set<String> = [
    "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "FTP_PROXY", "ftp_proxy", "NO_PROXY", "no_proxy",
    "ALL_PROXY", "all_proxy", "SOURCE_DATE_EPOCH",
  ]

  package static func run(in context: ProbeContext) {
    for root in context.roots where !root.isDoubtful {
      for service in root.services {
        guard let (file, content) = root.dockerfile(of: service), content.stageCount > 0 else { continue }
        var inStages: Set<String> = []
        var inFront: [String: Range<Int>] = [:]
        for instruction in content.instructions where instruction.keyword == "ARG" {
          for name in DockerfileText.assignments(of: instruction).map(\.name) {
            if instruction.stage > 0 { inStages.insert(name) } else { inFront[name] = instruction.place }
          }
        }
        for (name, span) in values(of: service) where !inStages.contains(name) && !predefined.contains(name) {
          report(name, span, inFront[name], service, file, content, context)
        }
      }
    }
  }

  /// What is passed to the build, with its place.
  private static func values(of service: ProbedService) -> [(name: String, span: Span)] {
    var values: [(String, Span)] = []
    var seen: Set<String> = []
    for occurrence in service.occurrences {
      for argument in occurrence.symbol.declaration.build?.value.args ?? [] where seen.insert(argument.name).inserted {
        values.append((argument.name, argument.nameSpan))
      }
      for variable in occurrence.lowered.env where variable.phase != .run {
        guard let symbol = occurrence.symbol.variable(variable.name), symbol.origin != .key,
          seen.insert(variable.name).inserted
        else { continue }
        values.append((variable.name, service.nameSpan(of: symbol)))
      }
    }
    return values
  }

  private static func report(
    _ name: String, _ span: Span, _ front: Range<Int>?, _ service: ProbedService, _ file: RepositoryReader.File,
    _ content: DockerfileText, _ context: ProbeContext
  ) {
    let isInFront = front != nil
    context.report(
      .buildArgumentNotDeclared, at: span, path: service.path("build.args.\(name)"),
      isInFront ? "no stage of the Dockerfile sees `\(name)`" : "the Dockerfile has no `ARG \(name)`"
    ) {
      if let front {
        context.show(front, of: file, "only `FROM` lines see what stands in front of the first one", in: &$0)
      } else if let stage = content.instructions.last(where: { $0.keyword == "FROM" }) {
        context.show(stage.place, of: file, "no stage declares it", in: &$0)
      }
      $0.notes = ["a build ignores values that it does not declare: the program is built without `\(name)`"]
      $0.help = ["write `ARG \(name)` in the stage that builds, below its `FROM`"]
      guard let place = placeOfDeclaration(content, file.bytes) else { return }
      let end = context.repository.span(place..<place, in: file)
      $0.fixes = [FixIt("add `ARG \(name)` to \(file.path)", .unsafe, [.init(end, "\nARG \(name)")])]
      // Whoever shows what the fix changes shows the lines around it too.
      for secret in LineSecrets.near(place, in: file.bytes) {
        $0.masked.append(context.repository.span(secret, in: file))
      }
    }
  }

  /// What is in commands that build; a stage without one copies what another stage has built.
  private static let buildWords = ["build", "compile", "webpack", "tsc", "collectstatic"]

  /// The end of the `FROM` line of the stage that builds: the only stage, or the last one that runs a build command.
  private static func placeOfDeclaration(_ content: DockerfileText, _ bytes: [UInt8]) -> Int? {
    let building = content.instructions.last { instruction in
      instruction.keyword == "RUN" && instruction.stage > 0 && buildWords.contains { instruction.text.contains($0) }
    }
    guard let stage = content.stageCount == 1 ? 1 : building?.stage,
      let from = content.instructions.first(where: { $0.keyword == "FROM" && $0.stage == stage }),
      !bytes[from.place].contains(UInt8(ascii: "\\"))
    else { return nil }
    return from.place.upperBound
  }
}
