package import Diagnostics
import IR
import Model

extension DiagnosticKind {
  package static let buildInputMissing = DiagnosticKind(
    "W1002", "build-input-missing", tunable: true,
    summary: "a file that the generated Dockerfile installs from is not there",
    explanation: """
      The Dockerfile that is generated for a Python service installs from requirements.txt, the one for a JavaScript
      service from package.json and package-lock.json. Without the file the build of the image stops at `COPY`.

      A project that another tool manages has the versions in that tool's lock file. Name the tool, and the image installs
      with it: `build: { toolchain: uv }`.

      When the code lies in another folder, name that: `root: ./backend`.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
                ^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./backend
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
          "backend/uv.lock",
          """
          version = 1
          """),
      ],
      passingFiles: [
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
        ExampleFile(
          "backend/uv.lock",
          """
          version = 1
          """),
      ]))
}

/// Files that the generated Dockerfile copies by name.
package enum BuildInputMissing: Probe {
  package static func run(in context: ProbeContext) {
    for root in context.roots {
      for service in root.services {
        guard let recipe = service.lowered.build?.recipe, service.lowered.build?.sharedWith == nil else { continue }
        report(recipe, of: service, root, in: context)
      }
    }
  }

  private static func report(_ recipe: Recipe, of service: ProbedService, _ root: CodeRoot, in context: ProbeContext) {
    let folder = service.lowered.build?.sources ?? root.path
    let hasFile = { (name: String) in context.repository.hasFile(RepositoryReader.join(folder, name)) }
    // Folders may be made by a build; and where no code is yet, there is nothing to say.
    let missing = recipe.manifests.filter { !hasFile($0) }
    guard let first = missing.first, isProject(root) else { return }
    context.report(
      .buildInputMissing, at: service.rootSpan, path: service.path("root"),
      "there is no `\(first)` in \(folder == root.path ? root.inWords : "`\(folder)`"), and the Dockerfile of `\(service.name)` installs from it"
    ) {
      $0.notes = ["the build stops at that line"]
      $0.help = help(for: first, service, hasFile)
    }
  }

  private static let manifests =
    Toolchains.all.flatMap { $0.manifests + $0.locks } + ["pyproject.toml", "setup.py"]

  /// Whether code of a project lies right here, and not somewhere below.
  private static func isProject(_ root: CodeRoot) -> Bool {
    root.tree.items.contains { !root.inner($0.path).contains("/") }
      || manifests.contains(where: root.hasFile)
  }

  /// The tool of another lock that is there; else what makes the missing one.
  private static func help(for file: String, _ service: ProbedService, _ hasFile: (String) -> Bool) -> [String] {
    let name = String(file.split(separator: "/").last ?? "")
    let tool = Toolchains.all.first { $0.locks.contains(name) || $0.manifests.contains(name) }
    let others = Toolchains.all(of: tool.map { [$0.language] } ?? [])
    if let other = others.first(where: { $0.locks.contains { $0 != name && hasFile($0) } }) {
      return ["write `build: { toolchain: \(other.name) }`: its lock file is there"]
    }
    if let tool, tool.locks.isEmpty, hasFile("pyproject.toml") {
      return ["write `build: { install_files: [pyproject.toml] }`, or `toolchain: uv` with the lock of `uv lock`"]
    }
    if let tool, tool.locks.contains(name), let command = tool.makesLock {
      return ["`\(command)` writes it; commit it"]
    }
    return ["add it, or name the folder of the code: `root: …`"]
  }
}

extension Recipe {
  /// Files that are copied by name before the sources are.
  var manifests: [String] {
    stages.flatMap(\.steps).flatMap { step -> [String] in
      switch step {
      case .copySources(let names, _): names.filter { $0.utf8.dropFirst().contains(UInt8(ascii: ".")) }
      case .copyManifests(let names, _, _): names
      default: []
      }
    }
  }
}
