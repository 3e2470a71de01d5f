/// All toolchains, in the order of the reference page.
package enum Toolchains {
  /// The first of a language is its usual one.
  package static let all: [Toolchain] = [
    .pip, .uv, .poetry, .pipenv, .pdm, .npm, .pnpm, .yarn, .yarnBerry, .bun, .go,
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// By the word that a topology uses, without aliases; nil: there is none.
  package static func named(_ name: String) -> Toolchain? { byName[name] }

  /// Whether a file of that name lists the dependencies of a project.
  package static func isManifest(_ name: String) -> Bool { all.contains { $0.manifests.contains(name) } }

  /// The tool of a language where a topology names none: the first in the list.
  package static func usual(for language: Toolchain.Language) -> Toolchain {
    all.first { $0.language == language } ?? .pip
  }

  /// Those of one of these languages; all where the list is empty.
  package static func all(of languages: [Toolchain.Language]) -> [Toolchain] {
    languages.isEmpty ? all : all.filter { languages.contains($0.language) }
  }
}
