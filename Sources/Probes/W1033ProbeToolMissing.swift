package import Diagnostics
import IR
import Model
import Resolution

extension DiagnosticKind {
  package static let probeToolMissing = DiagnosticKind(
    "W1033", "probe-tool-missing", tunable: true,
    summary: "a health check runs a program that the image does not have",
    explanation: """
      `health.command` runs inside the container. Images that end in `-slim` have neither `curl` nor `wget`, Alpine has
      `wget` but no `curl`, and distroless images have nothing at all. The check then always fails, and services that wait
      for this one never start.

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
      ]))
}

/// Programs of health checks that are missing in a known base image.
package enum ProbeToolMissing: Probe {
  package static func run(in context: ProbeContext) {
    for service in context.services {
      guard let command = service.declaration.health?.value.command,
        let image = image(of: service, context)
      else { continue }
      let words = CommandWords(command)
      for use in uses(words, isText: words.isText)
      where ImageTools.known.contains(use.tool) && !image.tools.has(use.tool) {
        context.report(
          .probeToolMissing, at: use.span, path: service.path(ServiceKey.healthCommand.rawValue),
          "the image of `\(service.name)` has no `\(use.tool)`"
        ) {
          if let (file, place) = image.place { context.show(place, of: file, "its base", in: &$0) }
          $0.notes = ["the check always fails, and services that wait for `\(service.name)` never start"]
          $0.help = help(use.tool, service, image.tools)
        }
        break
      }
    }
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
    let span: Span
  }

  /// The programs that a command runs, the shell of a text last.
  private static func uses(_ command: CommandWords, isText: Bool) -> [Use] {
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
    if isText, let first = command.words.first { uses.append(Use(tool: "sh", span: first.span)) }
    return uses
  }

  // MARK: - Images

  private struct Image {
    let tools: ImageTools
    /// Where a Dockerfile names its base.
    var place: (RepositoryReader.File, Range<Int>)?
  }

  /// The programs in the image of a service; nil where they are not known.
  private static func image(of service: ProbedService, _ context: ProbeContext) -> Image? {
    if let image = service.lowered.image { return ImageTools(image: image).map { Image(tools: $0) } }
    guard let build = service.lowered.build, build.builder == .dockerfile else { return nil }
    if let recipe = build.recipe, build.dockerfile == nil {
      guard let last = recipe.stages.last, let tools = ImageTools(image: last.base) else { return nil }
      return Image(tools: tools.adding(programs(Set(recipe.packages.map { String($0.prefix { $0 != "=" }) }))))
    }
    guard build.target == nil, let root = context.roots.first(where: { $0.path == build.root }),
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
  private static func image(_ content: DockerfileText, _ file: RepositoryReader.File) -> Image? {
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
