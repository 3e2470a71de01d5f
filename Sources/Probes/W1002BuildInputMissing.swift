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
          """)
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
    // The lock file of another tool is W1038.
    for files in context.toolFiles where files.other == nil {
      // Directories may be made by a build; and where no code is yet, there is nothing to say.
      guard let first = files.manifests.first(where: { !files.has($0) }), isProject(files.root) else { continue }
      report(first, files, context)
    }
  }

  private static func report(_ missing: String, _ files: ToolFiles, _ context: ProbeContext) {
    let (service, root) = (files.service, files.root)
    context.report(
      .buildInputMissing, at: service.rootSpan, path: service.path("root"),
      "there is no `\(missing)` in \(files.folder == root.path ? root.inWords : "`\(files.folder)`"), and the Dockerfile of `\(service.name)` installs from it"
    ) {
      $0.notes = ["the build stops at that line"]
      $0.help = help(for: missing, files)
    }
  }

  private static let manifests =
    Toolchains.all.flatMap { $0.manifests + $0.locks } + ["pyproject.toml", "setup.py"]

  /// Whether code of a project lies right here, and not somewhere below.
  private static func isProject(_ root: CodeRoot) -> Bool {
    root.tree.items.contains { !root.inner($0.path).contains("/") }
      || manifests.contains(where: root.hasFile)
  }

  /// How to make the file, for the tool that is used; another tool of the language is W1038.
  private static func help(for file: String, _ files: ToolFiles) -> [String] {
    let tool = files.tool
    if tool.locks.isEmpty, files.has("pyproject.toml") {
      return [
        "write `build: { install_files: [pyproject.toml] }`; without a lock file each build resolves the versions again",
        "or write `build: { toolchain: uv }`, with the lock file that `uv lock` writes",
      ]
    }
    if tool.locks.contains(where: file.hasSuffix), let command = tool.makesLock {
      return ["`\(command)` writes it; commit it"]
    }
    return ["add it, or name the folder of the code: `root: …`"]
  }
}

extension Recipe {
  /// Files that are copied by name before the sources are.
  var manifests: [String] {
    self.stages.flatMap(\.steps).flatMap { step -> [String] in
      switch step {
      case .copySources(let names, _): names.filter { $0.utf8.dropFirst().contains(UInt8(ascii: ".")) }
      case .copyManifests(let names, _, _): names
      default: []
      }
    }
  }
}
