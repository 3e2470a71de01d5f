/// Which names of env files are those of templates, and which those of an operator's own.
package enum EnvFileNames {
  /// How the names of templates end: a file without one of these is the operator's own.
  private static let endings: Set<Substring> = ["example", "sample", "template", "dist"]

  /// `.env.example`, `env.sample`.
  package static func isTemplate(_ name: String) -> Bool {
    let words = name.split { ".-_".contains($0) }
    return words.contains("env") && words.contains(where: endings.contains)
  }

  /// `.env` and `.env.production`, which hold the secrets of a deployment.
  package static func isPrivate(_ name: String) -> Bool {
    name == ".env" || name.hasPrefix(".env.") && !isTemplate(name)
  }
}
