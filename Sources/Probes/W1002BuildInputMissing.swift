package import Diagnostics
import IR

extension DiagnosticKind {
  package static let buildInputMissing = DiagnosticKind(
    "W1002", "build-input-missing", tunable: true,
    summary: "a file that the generated Dockerfile installs from is not there",
    explanation: """
      The Dockerfile that is generated for a Python service installs from requirements.txt, the one for a JavaScript
      service from package.json and package-lock.json. Without the file the build of the image stops at `COPY`.

      A project that another tool manages has the versions in that tool's lock file; most can write the file that is
      asked for: `uv export`, `poetry export`, `pipenv requirements`. Or write a Dockerfile that uses the tool, and name
      it under `build: { dockerfile: … }`.

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
    let copied = recipe.stages.flatMap(\.steps).flatMap { step -> [String] in
      if case .copySources(let names, _) = step { return names }
      return []
    }
    // Folders may be made by a build; and where no code is yet, there is nothing to say.
    let missing = copied.filter { $0.utf8.dropFirst().contains(UInt8(ascii: ".")) && !root.hasFile($0) }
    guard let first = missing.first, isProject(root) else { return }
    context.report(
      .buildInputMissing, at: service.rootSpan, path: service.path("root"),
      "there is no `\(first)` in \(root.inWords), and the Dockerfile of `\(service.name)` installs from it"
    ) {
      $0.notes = ["the build stops at that line"]
      $0.help = help(for: first, root)
    }
  }

  private static let manifests = [
    "requirements.txt", "pyproject.toml", "uv.lock", "poetry.lock", "Pipfile", "setup.py", "package.json",
  ]

  /// Whether code of a project lies right here, and not somewhere below.
  private static func isProject(_ root: CodeRoot) -> Bool {
    root.tree.items.contains { !root.inner($0.path).contains("/") }
      || manifests.contains(where: root.hasFile)
  }

  private static let substitutes: [(file: String, name: String, help: String)] = [
    ("requirements.txt", "uv.lock", "make it of uv.lock: `uv export --no-dev --output-file requirements.txt`"),
    ("requirements.txt", "poetry.lock", "make it of poetry.lock: `poetry export --output requirements.txt`"),
    ("requirements.txt", "Pipfile.lock", "make it of Pipfile.lock: `pipenv requirements > requirements.txt`"),
    ("requirements.txt", "pyproject.toml", "make it of pyproject.toml: `pip-compile pyproject.toml`"),
    ("package-lock.json", "pnpm-lock.yaml", "pnpm needs a Dockerfile of yours: `build: { dockerfile: … }`"),
    ("package-lock.json", "yarn.lock", "yarn needs a Dockerfile of yours: `build: { dockerfile: … }`"),
    ("package-lock.json", "bun.lock", "bun needs a Dockerfile of yours: `build: { dockerfile: … }`"),
    ("package-lock.json", "package.json", "`npm install` writes it; commit it"),
  ]

  private static func help(for file: String, _ root: CodeRoot) -> [String] {
    for substitute in substitutes where substitute.file == file && root.hasFile(substitute.name) {
      return [substitute.help]
    }
    return ["add it, or name the folder of the code: `root: …`"]
  }
}
