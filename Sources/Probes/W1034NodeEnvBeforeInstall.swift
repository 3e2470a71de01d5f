package import Diagnostics
import IR
import JSON
import Model

extension DiagnosticKind {
  package static let nodeEnvBeforeInstall = DiagnosticKind(
    "W1034", "node-env-before-install", tunable: true,
    summary: "a Dockerfile sets NODE_ENV=production before it installs what the build needs",
    explanation: """
      With `NODE_ENV=production` package managers omit `devDependencies`. Compilers and bundlers are among them, so that a
      later build command stops with "not found".

      Install with `npm ci --include=dev` (the fix adds the option), or set the variable in the last stage only.
      Frameworks set it themselves while they build.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          root: ./api
          port: 3000
          health: none
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
          port: 3000
          health: none
          build: { dockerfile: api/Dockerfile }
      """,
    options: ExampleOptions(
      files: example("npm ci"), passingFiles: example("npm ci --include=dev")), foreign: .speaks)

  private static func example(_ install: String) -> [ExampleFile] {
    [
      ExampleFile(
        "api/package.json",
        """
        { "name": "api", "scripts": { "build": "tsc" }, "devDependencies": { "typescript": "5.9.2" } }
        """),
      ExampleFile("api/package-lock.json", "{}\n"),
      ExampleFile(
        "api/Dockerfile",
        """
        FROM node:24-trixie-slim
        WORKDIR /app
        ENV NODE_ENV=production
        COPY package.json package-lock.json ./
        RUN \(install)
        COPY . .
        RUN npm run build
        USER node
        CMD ["node", "dist/main.js"]
        """),
    ]
  }
}

/// `NODE_ENV=production` before an installation whose `devDependencies` a later command needs.
package enum NodeEnvBeforeInstall: Probe {
  package static func run(in context: ProbeContext) {
    var seen: Set<String> = []
    for root in context.roots {
      for service in root.services {
        guard let (file, content) = root.dockerfile(of: service), seen.insert(file.path).inserted,
          let manifest = root.manifest?.content, case .object(let developed)? = manifest["devDependencies"],
          !developed.isEmpty
        else { continue }
        for install in content.instructions where install.installsPackages && !includesDevelopment(install.text) {
          let stage = content.instructions.filter { $0.stage == install.stage }
          guard stage.contains(where: { $0.place.lowerBound < install.place.lowerBound && setsProduction($0) }),
            stage.contains(where: { $0.place.lowerBound >= install.place.lowerBound && builds($0) })
          else { continue }
          report(install, file, root, service, context)
          break
        }
      }
    }
  }

  private static func setsProduction(_ instruction: DockerfileText.Instruction) -> Bool {
    guard ["ENV", "ARG"].contains(instruction.keyword) else { return false }
    return DockerfileText.assignments(of: instruction).contains { $0.name == "NODE_ENV" && $0.value == "production" }
  }

  private static func includesDevelopment(_ text: String) -> Bool {
    ["--include=dev", "--include dev", "--production=false", "--prod=false", "NODE_ENV=development", "NODE_ENV= "]
      .contains { text.contains($0) }
  }

  private static let compilers = [
    "run build", "tsc", "vite build", "next build", "webpack", "esbuild", "tsup", "ng build",
  ]

  private static func builds(_ instruction: DockerfileText.Instruction) -> Bool {
    instruction.keyword == "RUN" && compilers.contains { instruction.text.contains($0) }
      || instruction.keyword == "RUN"
        && (instruction.text.hasSuffix("yarn build") || instruction.text.hasSuffix("pnpm build"))
  }

  private static func report(
    _ install: DockerfileText.Instruction, _ file: RepositoryReader.File, _ root: CodeRoot, _ service: ProbedService,
    _ context: ProbeContext
  ) {
    let span = service.declaration.build?.value.dockerfile?.span ?? service.rootSpan
    context.report(
      .nodeEnvBeforeInstall, at: span, path: service.path(ServiceKey.buildDockerfile.rawValue),
      "the Dockerfile installs without `devDependencies`, and its build needs them"
    ) {
      context.show(install.place, of: file, "`NODE_ENV=production` is already set here", in: &$0)
      $0.help = ["write `npm ci --include=dev` (pnpm: `--prod=false`, yarn 1: `--production=false`)"]
      // pnpm and the later yarn install by rules of their own.
      let (isNpm, isYarn) = (install.text.contains("npm ci"), install.text.contains("yarn install"))
      if isNpm || (isYarn && !root.hasFile(".yarnrc.yml")), !install.text.contains("pnpm") {
        let words = isNpm ? "npm ci --include=dev" : "yarn install --production=false"
        $0.remedies = [.there(context.repository.span(install.place, in: file)), .plain("write `\(words)`")]
      }
      let word = Array("npm ci".utf8)
      guard
        let start = install.place.first(where: { offset in
          offset + word.count <= install.place.upperBound
            && file.bytes[offset..<offset + word.count].elementsEqual(word)
        })
      else { return }
      let end = start + word.count
      $0.fixes = [
        FixIt(
          "write `npm ci --include=dev` in \(file.path)", .unsafe,
          [.init(context.repository.span(end..<end, in: file), " --include=dev")])
      ]
    }
  }
}
