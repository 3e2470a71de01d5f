package import Diagnostics
import IR
import Model
import JSON

extension DiagnosticKind {
  package static let toolchainDiffers = DiagnosticKind(
    "W1038", "toolchain-differs", tunable: true,
    summary: "the lock file beside the code belongs to another tool than the one that the image uses",
    explanation: """
      The versions that a project was tested with are in the lock file of its package manager. An image that installs with
      another tool does not read that file: the build stops at `COPY`, or gets whatever versions are current.

      Name the tool: `build: { toolchain: pnpm }`. The fix adds it.

      Of two lock files side by side one is stale: delete it.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        web:
          type: nextjs
          root: ./web
                ^^^^^
          health: /
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        web:
          type: nextjs
          root: ./web
          build: { toolchain: pnpm }
          health: /
      """,
    options: ExampleOptions(files: example, passingFiles: example))

  private static let example = [
    ExampleFile(
      "web/package.json",
      """
      { "name": "web", "scripts": { "build": "next build" } }
      """),
    ExampleFile(
      "web/pnpm-lock.yaml",
      """
      lockfileVersion: '9.0'
      """),
    ExampleFile(
      "web/next.config.js",
      """
      module.exports = { output: "standalone" };
      """),
  ]
}

/// Lock files of other tools than the one that installs.
package enum ToolchainDiffers: Probe {
  package static func run(in context: ProbeContext) {
    for files in context.toolFiles {
      guard let other = files.other else { continue }
      report(other, files, context)
    }
  }

  private static func report(
    _ other: (tool: Toolchain, lock: String), _ files: ToolFiles, _ context: ProbeContext
  ) {
    let place = files.folder == "." ? "this directory" : "`\(files.folder)`"
    let own = files.lock(of: files.tool)
    context.report(
      .toolchainDiffers, at: files.span(of: .buildToolchain),
      path: files.service.path(ServiceKey.buildToolchain.rawValue),
      own.map { "`\($0)` and `\(other.lock)` are both in \(place)" }
        ?? "`\(other.lock)` is in \(place), and the image of `\(files.service.name)` installs with \(files.tool.name)"
    ) {
      if own != nil {
        $0.notes = ["the image installs with \(files.tool.name); the other lock file is not read"]
        $0.help = ["delete the one that is stale, or write `build: { toolchain: \(other.tool.name) }`"]
        return
      }
      let text = files.written(other.tool)
      $0.help = ["write `toolchain: \(text)` under `build`"]
      if let edit = files.edit(.buildToolchain, text) {
        $0.fixes = [FixIt("write `toolchain: \(text)`", .safe, [edit])]
      }
    }
  }
}

extension ToolFiles {
  /// The tool as a value of `toolchain`, with the version that package.json names.
  fileprivate func written(_ tool: Toolchain) -> String {
    guard let named = root.manifest?.content["packageManager"]?.string else { return tool.name }
    let parts = named.split(separator: "@", maxSplits: 1).map(String.init)
    guard parts.count == 2, tool.programs.contains(parts[0]) else { return tool.name }
    let version = String(parts[1].prefix { $0.isNumber || $0 == "." })
    // One without two dots would be a number to a reader of YAML.
    return version.split(separator: ".").count == 3 && version != tool.version
      ? "{ tool: \(tool.name), version: \(version) }" : tool.name
  }
}
