package import Diagnostics
import IR
import Model
import Resolution
import Rules

extension DiagnosticKind {
  package static let probeToolMissing = DiagnosticKind(
    "W1033", "probe-tool-missing", tunable: true,
    summary: "a health check runs a program that the image does not have",
    explanation: """
      `health.command` runs inside the container, as HEALTHCHECK of a Dockerfile does where the topology has no command.
      Images that end in `-slim` have neither `curl` nor `wget`, Alpine has `wget` but no `curl`, and distroless images
      have nothing at all. The check then always fails, and services that wait for this one never start.

      Remove the command where infracc generates the image: the path is then requested with a program of that image.
      Otherwise name a program of the image, or install one: `build: { packages: [curl] }`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          health: { path: /health, command: "curl -f http://localhost:8000/health" }
                                             ^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
          health: /health
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "backend/main.py",
          """
          from fastapi import FastAPI

          app = FastAPI()


          @app.get("/health")
          def health():
              return {"status": "up"}
          """),
        ExampleFile(
          "backend/requirements.txt",
          """
          fastapi==0.115.6
          uvicorn==0.34.0
          """),
      ]), foreign: .speaks)
}

/// Programs of health checks that are missing in a known base image.
package enum ProbeToolMissing: Probe {
  package static func run(in context: ProbeContext) {
    let runsImageChecks = context.contexts.contains { $0.targets.contains { $0.capabilities.healthFromInside } }
    var seen: Set<String> = []
    for service in context.services {
      guard let image = image(of: service, context) else { continue }
      if let command = service.declaration.health?.value.command {
        if let use = missing(uses(of: command), image) { report(use, image, of: service, context) }
      } else if runsImageChecks, runsCheckOfImage(service.lowered), let (file, check) = check(of: service, context),
        seen.insert(file.path).inserted,
        let tool = missing(DockerfileText.programs(ofHealthcheck: check).map { Use(tool: $0, span: nil) }, image)?.tool
      {
        context.report(
          .probeToolMissing, at: service.declaration.build?.value.dockerfile?.span ?? service.rootSpan,
          path: service.path(ServiceKey.buildDockerfile.rawValue),
          "HEALTHCHECK of `\(context.repository.name(of: file.path))` runs `\(tool)`, which the image does not have"
        ) {
          context.show(check.place, of: file, "fails every time", in: &$0)
          $0.notes = ["the container counts as unhealthy, and services that wait for `\(service.name)` never start"]
          $0.help = help(tool, service, image.tools)
        }
      }
    }
  }

  private static func missing(_ uses: [Use], _ image: Image) -> Use? {
    uses.first { ImageTools.known.contains($0.tool) && !image.tools.has($0.tool) }
  }

  private static func report(_ use: Use, _ image: Image, of service: ProbedService, _ context: ProbeContext) {
    context.report(
      .probeToolMissing, at: use.span ?? service.rootSpan, path: service.path(ServiceKey.healthCommand.rawValue),
      "the image of `\(service.name)` has no `\(use.tool)`"
    ) {
      if let (file, place) = image.place { context.show(place, of: file, "its base", in: &$0) }
      $0.notes = ["the check always fails, and services that wait for `\(service.name)` never start"]
      $0.help = help(use.tool, service, image.tools)
    }
  }

  /// Whether an engine runs the check of the image: nothing in the topology takes its place or switches it off.
  private static func runsCheckOfImage(_ service: IR.Service) -> Bool {
    guard let health = service.health else { return service.codeOf == nil && service.build?.sharedWith == nil }
    if case .http = health.check { return health.command == nil }
    return false
  }

  /// The HEALTHCHECK of a hand-written Dockerfile.
  private static func check(
    of service: ProbedService, _ context: ProbeContext
  ) -> (file: RepositoryReader.File, instruction: DockerfileText.Instruction)? {
    guard let root = context.root(at: service.lowered.build?.root),
      let (file, content) = root.dockerfile(of: service),
      let check = content.instructions.last(where: { $0.keyword == "HEALTHCHECK" && $0.stage == content.stageCount })
    else { return nil }
    return (file, check)
  }

  private static func help(_ tool: String, _ service: ProbedService, _ tools: ImageTools) -> [String] {
    var help: [String] = []
    let isGenerated = service.lowered.build?.recipe != nil
    if isGenerated, case .http? = service.lowered.health?.check {
      help.append("remove `command`: the path is then requested with a program of the image")
    } else if case .http(let path)? = service.lowered.health?.check, let port = service.lowered.port,
      let command = tools.request(path, port: port)
    {
      help.append("write `command: \(command)`")
    }
    let other = help.isEmpty ? "" : "or "
    if isGenerated, ["curl", "wget"].contains(tool) {
      help.append("\(other)install it: `build: { packages: [\(tool)] }`")
    } else if service.lowered.build?.dockerfile != nil {
      help.append("\(other)install `\(tool)` in the Dockerfile")
    }
    return help.isEmpty ? ["name a program that the image has"] : help
  }

  // MARK: - Commands

  private struct Use {
    let tool: String
    /// Nil: in a Dockerfile.
    let span: Span?
  }

  /// The programs that a command runs, the shell of a text last.
  private static func uses(of written: Located<CommandDeclaration>) -> [Use] {
    let command = CommandWords(written)
    var uses: [Use] = []
    var isFirst = true
    var isShell = false
    for (index, word) in command.words.enumerated() {
      if isFirst, !word.text.contains("=") {
        uses.append(Use(tool: String(word.tool), span: word.span))
        isShell = ["sh", "bash"].contains(word.tool)
        isFirst = false
      } else if isShell, index > 0, command.words[index - 1].text.hasPrefix("-"), word.text.contains(" ") {
        // What `sh -c` runs is one word.
        for part in word.text.split(whereSeparator: { "|;&".contains($0) }) {
          let tool = part.split(separator: " ").first { !$0.contains("=") } ?? ""
          uses.append(Use(tool: String(tool.split(separator: "/").last ?? ""), span: word.span))
        }
      }
      if ["|", "||", "&&", ";"].contains(word.text) { isFirst = true }
    }
    if case .text = written.value, let first = command.words.first { uses.append(Use(tool: "sh", span: first.span)) }
    return uses
  }

  // MARK: - Images

  struct Image {
    let tools: ImageTools
    /// Where a Dockerfile names its base.
    var place: (RepositoryReader.File, Range<Int>)?
  }

  /// The programs in the image of a service; nil where they are not known.
  private static func image(of service: ProbedService, _ context: ProbeContext) -> Image? {
    if let image = service.lowered.image { return context.tools(ofImage: image).map { Image(tools: $0) } }
    guard let build = service.lowered.build, build.builder == .dockerfile else { return nil }
    if let recipe = build.recipe, build.dockerfile == nil {
      guard let last = recipe.stages.last, let tools = context.tools(ofImage: last.base) else { return nil }
      if recipe.packages.isEmpty { return Image(tools: tools) }
      return Image(tools: tools.adding(programs(Set(recipe.packages.map { String($0.prefix { $0 != "=" }) }))))
    }
    guard build.target == nil, let root = context.root(at: build.root),
      let (file, content) = root.dockerfile(of: service)
    else { return nil }
    return image(content, file)
  }

  /// Programs, each time with the beginnings of the names of the packages that contain them.
  private static let providers: [(programs: [String], prefixes: [String])] = [
    (["pg_isready", "psql"], ["postgresql"]), (["nc"], ["netcat", "nmap"]),
    (["redis-server", "redis-tools", "redis-cli"], ["keydb", "redis"]),
    (["mysql", "mysqladmin", "mariadb-admin"], ["default-mysql", "mariadb"]),
  ]

  /// The programs that are there once these packages are installed.
  private static func programs(_ packages: Set<String>) -> Set<String> {
    providers.reduce(packages) { found, provider in
      packages.contains { provider.prefixes.contains(where: $0.hasPrefix) } ? found.union(provider.programs) : found
    }
  }

  /// Whether a whole directory of programs comes from another image.
  private static func copiesPrograms(_ text: String) -> Bool {
    guard text.contains("--from=") else { return false }
    let sources = DockerfileText.words(text).filter { !$0.hasPrefix("--") }.dropLast()
    return sources.contains {
      ["bin", "sbin", "usr", "local", "lib", ""].contains($0.split(separator: "/").last ?? "")
    }
  }

  /// The last stage and those that it is built from, up to a base that is known by name.
  static func image(_ content: DockerfileText, _ file: RepositoryReader.File) -> Image? {
    var stage = content.stageCount
    var installed: Set<String> = []
    for _ in 0..<8 {
      guard let from = content.instructions.last(where: { $0.keyword == "FROM" && $0.stage == stage }) else {
        return nil
      }
      for instruction in content.instructions where instruction.stage == stage {
        switch instruction.keyword {
        case "RUN":
          // Installed from a list, by a script, or by a tool that is not followed.
          if instruction.text.contains("xargs") || instruction.text.contains("$(") { return nil }
          let words = instruction.text.split { " \t;&|\"'[],".contains($0) }.map(String.init)
          if words.contains(where: { $0.hasSuffix(".sh") }) { return nil }
          installed.formUnion(words.map { String($0.prefix { $0 != "=" }) })
        case "COPY", "ADD":
          // A single program that comes from elsewhere.
          installed.formUnion(instruction.text.split { " /".contains($0) }.map(String.init))
          if copiesPrograms(instruction.text) { return nil }
        default: break
        }
      }
      let words = DockerfileText.words(from.text).filter { !$0.hasPrefix("--") }
      guard let base = words.first else { return nil }
      let earlier = content.instructions.last { other in
        other.keyword == "FROM" && other.stage < stage
          && DockerfileText.words(other.text).last?.lowercased() == base.lowercased()
          && DockerfileText.words(other.text).count > 2
      }
      if let earlier {
        stage = earlier.stage
        continue
      }
      return ImageTools(image: base).map { Image(tools: $0.adding(programs(installed)), place: (file, from.place)) }
    }
    return nil
  }
}
