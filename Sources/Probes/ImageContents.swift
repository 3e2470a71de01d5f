package import Diagnostics
package import IR

/// Which programs the image of a Dockerfile has, where that is certain.
package struct ImageContents {
  package let tools: ImageTools
  /// Where its base is named.
  package let base: Span
  /// Packages that Debian's packages recommend may add programs to those that are installed by name.
  private let mayBringMore: Bool

  /// Nil where the base is not known, or where something is installed that cannot be followed.
  package init?(_ content: DockerfileText, _ file: RepositoryReader.File, in repository: RepositoryReader) {
    guard let image = ProbeToolMissing.image(content, file), let place = image.place else { return nil }
    tools = image.tools
    base = repository.span(place.1, in: file)
    mayBringMore = content.instructions.contains { instruction in
      instruction.keyword == "RUN" && (Self.installsUnknown(instruction.text) || Self.runsScript(instruction.text))
    }
  }

  /// Whether it surely lacks a program.
  package func lacks(_ tool: String) -> Bool {
    ImageTools.known.contains(tool) && !tools.has(tool) && !(mayBringMore && ["curl", "wget"].contains(tool))
  }

  /// Packages of Debian 12 with which neither curl nor wget arrives, recommended packages included (`apt-cache depends
  /// --recurse`, November 2026).
  private static let closed: Set<String> = [
    "gcc", "g++", "make", "libpq-dev", "git", "python3-dev", "ca-certificates", "tzdata", "ffmpeg", "openssl",
    "postgresql-client", "default-libmysqlclient-dev", "libgl1", "libmagic1", "tini", "procps", "supervisor",
    "libpq5", "netcat-openbsd", "libffi-dev", "libssl-dev", "build-essential",
  ]

  /// Whether a command is a file of its own, which may install anything.
  private static func runsScript(_ text: String) -> Bool {
    text.split(whereSeparator: { "&;|\n".contains($0) }).contains { part in
      let words = part.split(whereSeparator: { " \t\\".contains($0) })
      guard let first = words.first else { return false }
      let program = first.split(separator: "/").last.map(String.init) ?? ""
      if ["sh", "bash"].contains(program) { return words.dropFirst().first.map { !$0.hasPrefix("-") } ?? false }
      return first.contains("/") && !["/bin/", "/usr/bin/", "/usr/local/bin/"].contains(where: first.hasPrefix)
    }
  }

  private static func installsUnknown(_ text: String) -> Bool {
    guard text.contains("apt-get install") || text.contains("apt install"),
      !text.contains("--no-install-recommends")
    else { return false }
    var isInstalling = false
    for word in text.split(whereSeparator: { " \t\\".contains($0) }) {
      if word == "install" {
        isInstalling = true
      } else if word == "&&" || word == ";" || word == "||" {
        isInstalling = false
      } else if isInstalling, !word.hasPrefix("-"), !closed.contains(String(word.prefix { $0 != "=" && $0 != ";" })) {
        return true
      }
    }
    return false
  }
}
