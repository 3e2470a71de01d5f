import Emit
import IR
import TestSupport
import Testing

/// What of a checkout gets into an image, by the ignore file read as Docker reads it.
struct IgnoreFileTests {
  /// Whether a builder leaves the file out (`moby/patternmatcher`, 0.6): the last pattern that matches the path or a
  /// directory above it decides, and one with `!` takes it in again.
  private static func excludes(_ ignoreFile: String, _ path: String) -> Bool {
    var isExcluded = false
    let parts = path.split(separator: "/").map(String.init)
    for line in ignoreFile.split(separator: "\n") where !line.hasPrefix("#") {
      let isNegated = line.hasPrefix("!")
      let pattern = (isNegated ? line.dropFirst() : line).split(separator: "/").map(String.init)
      let matches = (1...parts.count).contains { matchesWhole(pattern[...], parts[..<$0]) }
      if matches { isExcluded = !isNegated }
    }
    return isExcluded
  }

  private static func matchesWhole(_ pattern: ArraySlice<String>, _ path: ArraySlice<String>) -> Bool {
    guard let first = pattern.first else { return path.isEmpty }
    if first == "**" {
      return matchesWhole(pattern.dropFirst(), path) || (!path.isEmpty && matchesWhole(pattern, path.dropFirst()))
    }
    guard let name = path.first, matchesName(Array(first), Array(name)) else { return false }
    return matchesWhole(pattern.dropFirst(), path.dropFirst())
  }

  private static func matchesName(_ pattern: [Character], _ name: [Character]) -> Bool {
    guard let first = pattern.first else { return name.isEmpty }
    switch first {
    case "*":
      return matchesName(Array(pattern.dropFirst()), name)
        || (!name.isEmpty && matchesName(pattern, Array(name.dropFirst())))
    case "[":
      guard let end = pattern.firstIndex(of: "]"), let letter = name.first, pattern[1..<end].contains(letter) else {
        return false
      }
      return matchesName(Array(pattern[(end + 1)...]), Array(name.dropFirst()))
    case "\\":
      guard pattern.count > 1, pattern[1] == name.first else { return false }
      return matchesName(Array(pattern.dropFirst(2)), Array(name.dropFirst()))
    default:
      guard name.first == first || (first == "?" && !name.isEmpty) else { return false }
      return matchesName(Array(pattern.dropFirst()), Array(name.dropFirst()))
    }
  }

  /// Routes, modules and folders of sources: all that has the name of something generated, but is not at the root.
  private static let sources = [
    "app/layout.js", "app/coverage/page.js", "app/out/page.js", "src/node/coverage/index.ts", "lib/out/mod.py",
    "public/keyboard.svg", "app/keys/page.js", "package.json", "requirements.txt", "config/settings.ini",
  ]
  private static let local = [
    ".env", "app/.env.local", ".git/config", "node_modules/a/index.js", "web/node_modules/a/index.js", "notes.db",
    "data/dev.sqlite", "data/dev.sqlite3", "certs/server.pem", "certs/server.key", "debug.log", "Dockerfile",
  ]

  @Test(arguments: OutputLayout.Style.allCases, [".", "services/web"])
  func sourcesGetInAndLocalFilesDoNot(_ style: OutputLayout.Style, _ root: String) throws {
    for (index, sample) in EmittedSamples.gayed[0].services.enumerated() where sample.build?.recipe != nil {
      var program = EmittedSamples.gayed[0]
      program.services[index].build?.root = root
      program.services[index].build?.nestedRoots = []
      program.services = [program.services[index]]
      let files = EmittedSamples.files(DockerfileEmitter.self, [program], layout: OutputLayout(style: style))
      let ignore = try #require(files.first { $0.key.hasSuffix(".dockerignore") }?.value)
      let prefix = style == .tree && root != "." ? root + "/" : ""
      let isNode = sample.build?.recipe?.probe == .node
      for path in Self.sources { #expect(!Self.excludes(ignore, prefix + path), "\(sample.name): \(path)") }
      for path in Self.local { #expect(Self.excludes(ignore, prefix + path), "\(sample.name): \(path)") }
      for path in isNode ? ["coverage/index.html", "out/index.html", ".next/cache/a"] : [".venv/bin/a", "a/b.pyc"] {
        #expect(Self.excludes(ignore, prefix + path), "\(sample.name): \(path)")
      }
      if !prefix.isEmpty { #expect(Self.excludes(ignore, "other/app/layout.js")) }
    }
  }
}
