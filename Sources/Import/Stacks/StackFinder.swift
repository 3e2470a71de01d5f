import Files
package import Probes

/// The deployment files of a repository, and which of them are run together.
package struct StackFinder {
  /// The compose files of each stack, the base first.
  package private(set) var stacks: [[String]] = []
  /// Files that only patch others, where the base is not in their directory.
  package private(set) var fragments: [String] = []
  /// Files that a template engine makes compose files of.
  package private(set) var templates: [String] = []
  /// Files in directories of samples and tests, which are looked at when they are named.
  package private(set) var skipped: [String] = []
  /// Env files of the operator: that they exist is all that is known.
  package private(set) var isEnvFilePrivate = false
  /// There are more files than are looked at.
  package private(set) var hasMore = false

  /// How many files are looked at.
  private static let most = 200
  private static let deepest = 16

  /// What other people wrote, what is built, and what git keeps for itself.
  private static let foreign: Set<String> = ["node_modules", "vendor", ".venv", "venv", "dist", ".git", ".build", ".next"]
  /// What is there to be read or to be tested, not to be run.
  private static let samples: Set<String> = [
    ".devcontainer", "examples", "example", "samples", "docs", "test", "tests", "fixtures", "testdata", "e2e", "cypress",
  ]
  private static let bases = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"]

  /// Finds the stacks below a directory.
  package init(below folder: String, _ repository: RepositoryReader, _ loader: ComposeLoader) {
    walk(folder, isSample: false, 0, repository, loader)
  }

  /// Whether a name is that of a compose file.
  package static func isCompose(_ name: String) -> Bool {
    let parts = name.split(separator: ".")
    guard let first = parts.first, let last = parts.last, parts.count > 1, last == "yml" || last == "yaml" else {
      return false
    }
    return first == "compose" || first == "docker-compose" || first.hasPrefix("docker-compose-")
  }

  private mutating func walk(
    _ folder: String, isSample: Bool, _ depth: Int, _ repository: RepositoryReader, _ loader: ComposeLoader
  ) {
    guard depth < Self.deepest, let listing = repository.list(folder) else { return }
    var names: [String] = []
    for entry in listing.entries where !entry.isFolder {
      if entry.name == ".env" || (entry.name.hasPrefix(".env.") && !DescribedNames.isTemplate(entry.name)) {
        isEnvFilePrivate = true
      }
      guard Self.isCompose(entry.name) else { continue }
      if isSample {
        skipped.append(RepositoryReader.join(folder, entry.name))
      } else if stacks.count + names.count + fragments.count < Self.most {
        names.append(entry.name)
      } else {
        hasMore = true
      }
    }
    group(names, in: folder, loader)
    // What infracc has written is checked by the topology that it was made of.
    guard !listing.entries.contains(where: { $0.name == ".infracc" && $0.isFolder }) else { return }
    for entry in listing.entries where entry.isFolder && !Self.foreign.contains(entry.name) {
      walk(
        RepositoryReader.join(folder, entry.name), isSample: isSample || Self.samples.contains(entry.name), depth + 1,
        repository, loader)
    }
  }

  /// The stacks of one directory.
  private mutating func group(_ names: [String], in folder: String, _ loader: ComposeLoader) {
    let base = Self.bases.first(where: names.contains).map { RepositoryReader.join(folder, $0) }
    if let base { add([base], loader) }
    for name in names where !Self.bases.contains(name) {
      let path = RepositoryReader.join(folder, name)
      let stack: ComposeStack
      do throws(ComposeLoader.Refusal) {
        stack = try ComposeStack([path], loader)
      } catch {
        if error == .template { templates.append(path) }
        continue
      }
      if stack.isComplete {
        stacks.append([path])
      } else if let base {
        stacks.append([base, path])
      } else {
        fragments.append(path)
      }
    }
  }

  private mutating func add(_ paths: [String], _ loader: ComposeLoader) {
    do throws(ComposeLoader.Refusal) {
      _ = try loader.overlaid(paths)
      stacks.append(paths)
    } catch {
      if error == .template { templates += paths }
    }
  }
}
