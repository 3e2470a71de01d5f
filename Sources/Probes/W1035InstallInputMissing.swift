package import Diagnostics
import IR
import JSON
import Model
import Resolution
import Files

extension DiagnosticKind {
  package static let installInputMissing = DiagnosticKind(
    "W1035", "install-input-missing", tunable: true,
    summary: "the installation reads a file that is not yet in the image",
    explanation: """
      Dependencies are installed before the sources are copied, so that a change of the code does not install them again.
      Only manifest and lock file are copied first. Other files that the installation reads must also be copied: settings
      of the package manager, patches, manifests of other members of a workspace, and files that `postinstall` and
      `prepare` of package.json need, such as Prisma's schema.

      Name them under `build.install_files`, as the fix does. In a Dockerfile of your own, add a `COPY` before the
      installation.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: node
          root: ./api
                ^^^^^
          health: none
          start: node server.js
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api:
          type: node
          root: ./api
          build: { install_files: [prisma] }
          health: none
          start: node server.js
      """,
    options: ExampleOptions(files: example, passingFiles: example), foreign: .speaks)

  private static let example = [
    ExampleFile(
      "api/package.json",
      """
      {
        "name": "api",
        "scripts": { "postinstall": "prisma generate" },
        "dependencies": { "prisma": "7.1.0" }
      }
      """),
    ExampleFile(
      "api/package-lock.json",
      """
      {}
      """),
    ExampleFile(
      "api/prisma/schema.prisma",
      """
      generator client { provider = "prisma-client-js" }
      """),
  ]
}

/// What an installation reads beside manifest and lock.
package enum InstallInputMissing: Probe {
  package static func run(in context: ProbeContext) {
    for files in context.toolFiles where files.other == nil {
      let missing = InstallInputs.needed(by: files).filter { !files.isCopied($0) }
      if !missing.isEmpty { report(missing, files, context) }
    }
    for root in context.roots {
      for service in root.services where service.lowered.build?.sharedWith == nil {
        ofDockerfile(service, root, context)
      }
    }
  }

  private static func report(_ missing: [String], _ files: ToolFiles, _ context: ProbeContext) {
    let written = files.service.declaration.build?.value.installFiles.map(\.value) ?? []
    let text = "[" + files.added(missing, to: written).map(Self.spelled).joined(separator: ", ") + "]"
    context.report(
      .installInputMissing, at: files.span(of: .buildInstallFiles),
      path: files.service.path(ServiceKey.buildInstallFiles.rawValue),
      "the installation of `\(files.service.name)` reads \(Words.some(missing, of: "files")), copied only later"
    ) {
      $0.notes = ["before the sources, only manifest and lock file are copied"]
      $0.help = ["write `install_files: \(text)` under `build`"]
      if let edit = files.edit(.buildInstallFiles, text) {
        $0.fixes = [FixIt("write `install_files: \(text)`", .safe, [edit])]
      }
    }
  }

  /// A path as an item of a list between brackets.
  private static func spelled(_ path: String) -> String {
    let isPlain = path.utf8.allSatisfy { $0.isCodeWord || "./-".utf8.contains($0) }
    return isPlain && path.utf8.first.map { $0 != UInt8(ascii: "-") } ?? false
      ? path : "\"" + path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  // MARK: Written by hand

  /// The first installation of a stage that does not have what scripts of package.json read.
  private static func ofDockerfile(_ service: ProbedService, _ root: CodeRoot, _ context: ProbeContext) {
    guard let (file, content) = root.dockerfile(of: service), let (_, manifest) = root.manifest else { return }
    let needed = InstallInputs.scripts(
      of: manifest, hasFile: root.hasFile,
      hasFolder: { name in
        context.repository.list(RepositoryReader.join(root.path, name)).map { !$0.entries.isEmpty } ?? false
      })
    guard !needed.isEmpty else { return }
    for (index, instruction) in content.instructions.enumerated() where instruction.installsPackages {
      let copies = content.instructions[..<index].filter { $0.keyword == "COPY" && $0.stage == instruction.stage }
      let sources = copies.flatMap(\.copiedSources)
      // Everything, or more than the names tell.
      if sources.isEmpty || sources.contains(where: { [".", "./", "/"].contains($0) || $0.contains("*") }) { return }
      let missing = needed.filter { name in
        !sources.contains { source in
          let path = source.hasPrefix("./") ? String(source.dropFirst(2)) : source
          let clean = path.hasSuffix("/") ? String(path.dropLast()) : path
          return clean.hasSuffix(name) || name.hasPrefix(clean + "/")
        }
      }
      guard let first = missing.first else { return }
      let span = service.declaration.build?.value.dockerfile?.span ?? service.rootSpan
      context.report(
        .installInputMissing, at: span, path: service.path(ServiceKey.buildDockerfile.rawValue),
        "the Dockerfile installs before it copies \(Words.some(missing, of: "files"))"
      ) {
        context.show(instruction.place, of: file, "scripts of package.json read it here", in: &$0)
        $0.help = ["add `COPY \(first) ./\(first)` before the installation"]
        // A library that generates code without them may do so again later.
        guard InstallInputs.ownScripts(of: manifest, hasFile: root.hasFile).contains(first) else { return }
        $0.remedies = [.there(context.repository.span(instruction.place, in: file)), .plain($0.help[0])]
      }
      return
    }
  }
}

extension DockerfileText.Instruction {
  /// Whether it installs what package.json names, with its scripts.
  var installsPackages: Bool {
    guard keyword == "RUN", !text.contains("--ignore-scripts") else { return false }
    return ["npm ci", "npm install", "npm i ", "pnpm install", "pnpm i ", "yarn install", "bun install"].contains {
      text.contains($0) && !text.contains("install -g") && !text.contains("install --global")
    }
  }

  /// What a `COPY` takes from the sources.
  var copiedSources: [String] {
    guard keyword == "COPY", !text.contains("--from") else { return [] }
    let plain = text.first == "[" ? String(text.map { "[],".contains($0) ? " " : $0 }) : text
    return DockerfileText.words(plain).filter { !$0.hasPrefix("--") }.dropLast()
  }
}
