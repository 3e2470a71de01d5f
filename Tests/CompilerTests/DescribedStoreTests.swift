import Compiler
import Diagnostics
import Emit
import IR
import TestSupport
import Testing

/// `type: store`: a container that no engine is written for.
@Suite struct DescribedStoreTests {
  private static let cache = "services:\n  cache: { type: store, image: \"memcached:1.6\", port: 11211 }\n"
  private static let reader =
    "  api: { type: worker, image: \"a/api:1\", variables: { CACHE: $<<cache.private_host>> } }"

  static let cases: [RuleCase] = [
    RuleCase("a store that is used", cache + reader),
    RuleCase(
      "no port", "services:\n  cache: { type: store, image: \"memcached:1.6\" }\n" + reader, "E0202",
      marked: "cache"),
    RuleCase("no image", "services:\n  cache: { type: store, port: 11211 }\n" + reader, "E0202", marked: "cache"),
    RuleCase(
      "keys of an engine", "services:\n  cache: { type: store, image: \"x:1\", port: 1, version: 8 }\n" + reader,
      "E0215", marked: "version"),
    RuleCase(
      "replicas", "services:\n  cache: { type: store, image: \"x:1\", port: 1, scale: { replicas: 2 } }\n" + reader,
      "E0215", marked: "scale"),
    RuleCase("nothing refers to it", cache + "  api: { type: worker, image: \"a/api:1\" }", "W0324", marked: "cache"),
    RuleCase(
      "open to the internet",
      "services:\n  cache: { type: store, image: \"x:1\", port: 1, public: tcp }\n" + reader, "W0607", marked: "tcp"),
    RuleCase(
      "no URL is declared",
      cache + "  api: { type: worker, image: \"a/api:1\", variables: { CACHE: $<<cache.url>> } }", "E0302",
      marked: "url"),
    RuleCase(
      "two that start after each other",
      """
      services:
        one: { type: store, image: "x:1", port: 1, variables: { PEER: $<<two.private_host>> } }
        two: { type: store, image: "x:1", port: 1, variables: { PEER: $<<one.private_host>> } }
      """, "E0321"),
    RuleCase(
      "a URL of its own",
      """
      services:
        cache:
          type: store
          image: "x:1"
          port: 1
          secrets: { KEY: generate }
          outputs: { url: { type: "url<memcached>", value: "memcached://:$<<shared.KEY>>@$<<self.private_host>>:1" } }
        api: { type: worker, image: "a/api:1", variables: { CACHE: $<<cache.url>> } }
      """),
  ]

  @Test(arguments: cases) func finding(sample: RuleCase) { sample.run() }

  @Test("the port that is missing is that of the image")
  func portOfKnownImage() throws {
    let checked = Checked(
      "infracc: 1\nproject: shop\nservices:\n  search: { type: store, image: \"docker.io/library/elasticsearch:8.17.0\" }"
    )
    #expect(try #require(checked.first("E0202")).help.contains { $0.contains("port: 9200") })
  }

  /// Others wait for health where it can be checked.
  @Test(arguments: [("", "started"), ("health: none", "started"), ("health: { command: [ask] }", "healthy")])
  func readiness(health: String, condition: String) throws {
    let checked = Checked(
      "infracc: 1\nproject: shop\nservices:\n  cache: { type: store, image: \"x:1\", port: 1\(health.isEmpty ? "" : ", " + health) }\n"
        + Self.reader)
    let program = try #require(checked.program())
    #expect(program.service("api")?.needs.map(\.condition.rawValue) == [condition])
    let edge = try #require(program.edges.first { $0.from == "api" })
    #expect(edge.kind == .startup && edge.condition?.rawValue == condition)
    #expect(program.service("cache")?.variable("PORT") == nil)
  }

  @Test("a target that starts no stores writes how one is started")
  func procfile() throws {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [procfile]
      services:
        cache:
          type: store
          image: "x:1"
          port: 7000
          start: serve --size "2 MB"
          ports: { sync: { port: 7001, protocol: udp } }
          volumes: { /data: 1GiB }
          secrets: { KEY: generate }
          variables: { MODE: "a b", PASSWORD: $<<shared.KEY>> }
      \(Self.reader)
      """)
    #expect(checked.codes == ["W0903", "W0903"], "\(checked.report)")
    let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file.content)
    let line =
      "#   docker run --rm -p 127.0.0.1:7000:7000 -p 127.0.0.1:7001:7001/udp -e KEY -e 'MODE=a b' -e PASSWORD=\"$KEY\""
      + " -v cache-data:/data x:1 serve --size '2 MB'\n"
    #expect(files.contains { ($0 + "\n").contains(line) }, "\(files.first { $0.contains("docker run") } ?? "")")
  }
}
