package import Diagnostics
import IR
import Model

extension DiagnosticKind {
  package static let systemPackageMissing = DiagnosticKind(
    "W1039", "system-package-missing", tunable: true,
    summary: "a dependency needs packages of the operating system that the image does not have",
    explanation: """
      Some dependencies are compiled while they are installed, or load a library of the operating system. Slim images have
      neither compilers nor those libraries: the build stops, or the first import does.

      Name Debian's packages: libraries that the program loads under `build.packages`, packages that only the compilation
      needs under `build.build_packages`. The fix adds both. Some dependencies have a variant that contains the library:
      `psycopg2-binary`, `opencv-python-headless`.

      With such packages a program in Go is linked with C libraries and runs in Debian's image.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./api
                ^^^^^
          health: none
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: fastapi
          root: ./api
          build: { packages: [libpq5], build_packages: [gcc, libpq-dev] }
          health: none
      """,
    options: ExampleOptions(files: example, passingFiles: example), foreign: .speaks)

  private static let example = [
    ExampleFile("api/main.py", "from fastapi import FastAPI\n\napp = FastAPI()\n"),
    ExampleFile("api/requirements.txt", "fastapi==0.115.6\nuvicorn==0.34.0\npsycopg2==2.9.10\n"),
  ]
}

/// Dependencies whose packages of the operating system are not installed.
package enum SystemPackageMissing: Probe {
  package static func run(in context: ProbeContext) {
    for files in context.toolFiles {
      let rows = SystemPackages.all.filter { $0.language == files.tool.language }
      guard !rows.isEmpty else { continue }
      let names = InstalledNames(files)
      for row in rows where names.contains(row.name) && !row.unless.contains(where: names.contains) {
        report(row, files, context)
      }
    }
  }

  private static func report(_ row: SystemPackages, _ files: ToolFiles, _ context: ProbeContext) {
    let build = files.service.declaration.build?.value
    let packages = build?.packages.map { plain($0.value) } ?? []
    let building = build?.buildPackages.map { plain($0.value) } ?? []
    let run = row.run.filter { !packages.contains($0) }
    let compile = row.build.filter { !packages.contains($0) && !building.contains($0) }
    guard !(run + compile).isEmpty else { return }
    context.report(
      .systemPackageMissing, at: files.span(of: .buildPackages),
      path: files.service.path(ServiceKey.buildPackages.rawValue),
      compile.isEmpty
        ? "`\(row.name)` loads \(Words.enumeration(run)), which the image of `\(files.service.name)` does not have"
        : "`\(row.name)` is compiled, and the image of `\(files.service.name)` has no \(Words.enumeration(compile))"
    ) {
      let keys = [(ServiceKey.buildPackages, packages, run), (.buildBuildPackages, building, compile)]
        .filter { !$0.2.isEmpty }
      let texts = keys.map { "\($0.0.name): [\(($0.1 + $0.2).joined(separator: ", "))]" }
      $0.help = ["write `build: { \(texts.joined(separator: ", ")) }`"]
      if let instead = row.instead { $0.help.append("or install `\(instead)`, which contains the library") }
      let edits = edits(keys, texts, files)
      if !edits.isEmpty { $0.fixes = [FixIt("write \(texts.joined(separator: " and "))", .safe, edits)] }
    }
  }

  /// Both keys at once where there is no `build` yet, else one edit for each.
  private static func edits(
    _ keys: [(ServiceKey, [String], [String])], _ texts: [String], _ files: ToolFiles
  ) -> [FixIt.Edit] {
    let node = files.service.declaration.node
    if node.entry("build") == nil {
      let edit = Edits.add(
        "build: { \(texts.joined(separator: ", ")) }", to: node, order: CanonicalForm.serviceOrder)
      return edit.map { [$0] } ?? []
    }
    let edits = keys.map { files.edit($0.0, "[\(($0.1 + $0.2).joined(separator: ", "))]") }
    return edits.contains { $0 == nil } ? [] : edits.compactMap { $0 }
  }

  /// Without architecture and version.
  private static func plain(_ package: String) -> String { String(package.prefix { !":=/".contains($0) }) }
}
