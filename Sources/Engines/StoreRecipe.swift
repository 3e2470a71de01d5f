/// How a server without an engine is described as a `store`: data for suggestions, and for what reads the files of other
/// tools.
package struct StoreRecipe: Sendable {
  /// The word that people use for it: `memcached`.
  package let name: String
  /// The name of the server for people.
  package let title: String
  /// Images that are known to run it, as Docker Hub has them.
  package let repositories: [String]
  /// The image that is suggested, with its tag.
  package let image: String
  /// The port that the server takes by itself.
  package let port: Int
  /// Further ports that its image opens.
  package var ports: [(name: String, port: Int)] = []
  /// Where the image keeps its data; nil: it keeps none.
  package var volume: String?
  /// The memory that it needs, as the language writes it; nil: the default does.
  package var memory: String?
  /// A command in place of the image's own; nil: that one runs.
  package var start: String?
  /// Succeeds inside the container once the server answers.
  package let health: String
  /// The interval of the health check, as the language writes it; nil: the default.
  package var interval: String?
  /// Secrets that are generated for it.
  package var secrets: [String] = []
  /// Variables of its container.
  package var variables: [(name: String, value: String)] = []
  /// What others refer to: name, type and value.
  package var outputs: [(name: String, type: String, value: String)] = []

  init(_ name: String, _ title: String, image: String, also: [String] = [], port: Int, health: String) {
    self.name = name
    self.title = title
    self.image = image
    self.port = port
    self.health = health
    repositories = [Self.repository(of: image)] + also
  }

  /// `a/b` of `a/b:1.2`.
  private static func repository(of image: String) -> String {
    String(image[..<(image.utf8.firstIndex(of: UInt8(ascii: ":")) ?? image.endIndex)])
  }

  /// The service as a topology has it, without indentation.
  ///
  /// - Parameter service: its name.
  package func lines(service: String) -> [String] {
    var lines = ["\(service):", "  type: store", "  image: \(Self.quoted(image))"]
    if let start { lines.append("  start: \(Self.quoted(start))") }
    lines.append("  port: \(port)")
    if !ports.isEmpty { lines += Self.mapping("ports", ports.map { ($0.name, String($0.port)) }) }
    let timing = interval.map { "    interval: \($0)\n    timeout: 15s" }
    lines +=
      ["  health:", "    command: \(Self.quoted(health))"] + (timing?.split(separator: "\n").map(String.init) ?? [])
    if let memory { lines.append("  resources: { memory: \(memory) }") }
    if let volume { lines.append("  volumes: { \(volume): 10GiB }") }
    if !secrets.isEmpty { lines += Self.mapping("secrets", secrets.map { ($0, "generate") }) }
    if !variables.isEmpty { lines += Self.mapping("variables", variables.map { ($0.name, Self.quoted($0.value)) }) }
    if !outputs.isEmpty {
      lines += Self.mapping(
        "outputs", outputs.map { ($0.name, "{ type: \(Self.quoted($0.type)), value: \(Self.quoted($0.value)) }") })
    }
    return lines
  }

  private static func mapping(_ key: String, _ entries: [(name: String, value: String)]) -> [String] {
    ["  \(key):"] + entries.map { "    \($0.name): \($0.value)" }
  }

  /// A text in double quotes; the texts of recipes are printable ASCII.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
