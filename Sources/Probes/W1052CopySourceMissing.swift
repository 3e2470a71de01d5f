package import Diagnostics
import IR
import Model
import Files

extension DiagnosticKind {
  package static let copySourceMissing = DiagnosticKind(
    "W1052", "copy-source-missing", tunable: true,
    summary: "a Dockerfile copies a path that is not in the directory that the image is built from",
    explanation: """
      The paths after `COPY` are relative to the directory that an image is built from, its context. That is `root` where
      the Dockerfile is in it, else the directory of the topology.

      A Dockerfile that was written for another context copies paths that do not exist there, and the build stops. Where
      all of them exist in another directory, the finding names it.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          root: ./backend
          port: 8000
          health: none
          build: { dockerfile: backend/Dockerfile }
                               ^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: web
          root: .
          port: 8000
          health: none
          build: { dockerfile: backend/Dockerfile }
      """,
    options: ExampleOptions(files: example, passingFiles: example))

  private static let example = [
    ExampleFile("backend/requirements.txt", "fastapi==0.115.6\nuvicorn==0.34.0\n"),
    ExampleFile("backend/main.py", "from fastapi import FastAPI\n\napp = FastAPI()\n"),
    ExampleFile(
      "backend/Dockerfile",
      """
      FROM python:3.13-slim-trixie
      WORKDIR /app
      COPY backend/requirements.txt ./
      RUN pip install --no-cache-dir --requirement requirements.txt
      COPY backend/ ./
      USER 1000
      CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]
      """),
  ]
}

/// `COPY` lines of a hand-written Dockerfile whose sources lie elsewhere.
package enum CopySourceMissing: Probe {
  package static func run(in context: ProbeContext) {
    var seen: Set<String> = []
    for root in context.roots {
      for service in root.services {
        guard let build = service.lowered.build, let (file, content) = root.dockerfile(of: service) else { continue }
        let folder = build.writtenContext
        guard seen.insert(folder + "\n" + file.path).inserted else { continue }
        check(content, file, folder, service, context)
      }
    }
  }

  private static func check(
    _ content: DockerfileText, _ file: RepositoryReader.File, _ folder: String, _ service: ProbedService,
    _ context: ProbeContext
  ) {
    let sources = content.instructions.flatMap { instruction in
      instruction.copiedSources.map { (path: clean($0), instruction: instruction) }
    }.filter { !$0.path.isEmpty && !$0.path.contains(where: { "*?[$<".contains($0) }) && !$0.path.contains("://") }
    let missing = sources.filter { !exists($0.path, in: folder, context) }
    guard let first = missing.first else { return }
    let fitting = candidates(folder, file.path).first { candidate in
      sources.allSatisfy { exists($0.path, in: candidate, context) }
    }
    // Results of a build may not exist yet, so that only a manifest is certainly missing.
    guard fitting != nil || missing.contains(where: { isManifest($0.path) }) else { return }
    let place = words(folder)
    context.report(
      .copySourceMissing, at: service.declaration.build?.value.dockerfile?.span ?? service.rootSpan,
      path: service.path(ServiceKey.buildDockerfile.rawValue),
      "the Dockerfile copies `\(first.path)`, which does not exist in \(place)"
    ) {
      context.show(first.instruction.place, of: file, "relative to the build context", in: &$0)
      if let fitting {
        $0.notes = ["all paths that it copies exist in \(words(fitting))"]
        $0.help = ["build from there: `root: \(fitting == "." ? "." : "./" + fitting)`"]
      } else {
        $0.help = ["write paths relative to \(place), or set another `root`"]
      }
    }
  }

  private static func words(_ directory: String) -> String {
    directory == "." ? "the directory of the topology" : "`\(directory)`"
  }

  /// Directories that a Dockerfile is usually built from: that of the topology, its own, and those between.
  private static func candidates(_ folder: String, _ dockerfile: String) -> [String] {
    var found = ["."]
    var path = ""
    for part in dockerfile.split(separator: "/").dropLast() {
      path += path.isEmpty ? String(part) : "/" + part
      found.append(path)
    }
    return found.filter { $0 != folder }
  }

  private static func clean(_ source: String) -> String {
    let parts = source.split(separator: "/").filter { $0 != "." }
    return parts.joined(separator: "/")
  }

  private static func isManifest(_ path: String) -> Bool {
    Toolchains.isManifest(path.split(separator: "/").last.map(String.init) ?? path)
  }

  /// A file or a directory.
  private static func exists(_ path: String, in folder: String, _ context: ProbeContext) -> Bool {
    let parts = path.split(separator: "/").map(String.init)
    let parent = parts.dropLast().reduce(folder) { RepositoryReader.join($0, $1) }
    guard let name = parts.last else { return true }
    return context.repository.list(parent)?.entries.contains { $0.name == name } ?? false
  }
}
