/// The programs for probes in a well-known base image: data about the official images, by repository and the words of the
/// tag.
package struct ImageTools: Hashable, Sendable {
  /// The programs that it has of those that probes use.
  package private(set) var names: Set<String>

  /// Whether the image has a program, by its name without a path.
  package func has(_ tool: String) -> Bool { names.contains(tool) }

  /// The programs that are covered; of any other nothing is known.
  package static let known: Set<String> = [
    "sh", "bash", "curl", "wget", "nc", "python", "python3", "node", "bun", "deno", "pg_isready", "psql", "redis-cli",
    "valkey-cli", "mysqladmin", "mysql", "mariadb-admin", "mongosh", "rabbitmq-diagnostics", "grpc_health_probe",
  ]

  /// What an image of a language adds to its distribution.
  private static let languages: [(repository: String, own: [String], hasFull: Bool)] = [
    ("python", ["python", "python3"], true), ("node", ["node"], true), ("ruby", ["ruby"], true),
    ("golang", ["go"], true), ("rust", ["cargo"], true), ("oven/bun", ["bun"], false),
    ("denoland/deno", ["deno"], false),
    ("ghcr.io/astral-sh/uv", ["python", "python3"], false), ("debian", [], false), ("ubuntu", [], false),
    ("alpine", [], false), ("busybox", [], false),
  ]

  /// BusyBox, as Alpine 3.22 and `busybox` have it; neither curl nor bash.
  private static let busybox: Set<String> = ["sh", "wget", "nc"]
  /// Debian 12 and 13 and Ubuntu 24.04, with or without `-slim`.
  private static let debian: Set<String> = ["sh", "bash"]
  /// `buildpack-deps`, of which the images of languages without `-slim` are made (docker-library, November 2026).
  private static let buildpack: Set<String> = ["sh", "bash", "curl", "wget"]

  private init(_ names: Set<String>) { self.names = names }

  /// The programs of an image by its name; nil: the image is not known.
  package init?(image: String) {
    let name = image.prefix { $0 != "@" }
    let slash = name.lastIndex(of: "/") ?? name.startIndex
    let colon = name[slash...].lastIndex(of: ":")
    var repository = String(name[..<(colon ?? name.endIndex)])
    for prefix in ["docker.io/", "library/"] where repository.hasPrefix(prefix) {
      repository.removeFirst(prefix.count)
    }
    let tag = colon.map { name[name.index(after: $0)...] } ?? ""
    let words = Set(tag.split(separator: "-").map { String($0.prefix { $0.isLetter }) })
    if repository == "scratch" {
      self.init([])
      return
    }
    if repository.hasPrefix("gcr.io/distroless/") {
      // A probe cannot find the interpreters by name.
      guard !words.contains("debug") else { return nil }
      self.init([])
      return
    }
    guard !repository.contains("$"), !tag.contains("$"),
      let row = Self.languages.first(where: { $0.repository == repository })
    else { return nil }
    let base: Set<String>
    if words.contains("alpine") || ["alpine", "busybox"].contains(repository) {
      base = Self.busybox
    } else if words.contains("distroless") || words.contains("windowsservercore") || words.contains("nanoserver") {
      return nil
    } else if words.contains("slim") || !row.hasFull {
      base = Self.debian
    } else {
      base = Self.buildpack
    }
    self.init(base.union(row.own))
  }

  /// The same image with these programs.
  package func adding(_ tools: Set<String>) -> ImageTools { ImageTools(names.union(tools)) }

  /// A command that requests a path over HTTP with a program of the image; nil: it has none.
  package func request(_ path: String, port: Int) -> String? {
    let address = "http://127.0.0.1:\(port)\(path)"
    if has("curl") { return "curl -fsS -o /dev/null \(address)" }
    if has("wget") { return "wget -q -O /dev/null \(address)" }
    if has("python") { return "python -c \"import urllib.request as r; r.urlopen('\(address)')\"" }
    if has("node") { return "node -e \"fetch('\(address)').then(r => process.exit(r.ok ? 0 : 1))\"" }
    return nil
  }
}
