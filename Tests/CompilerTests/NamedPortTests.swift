import Compiler
import Diagnostics
import Emit
import IR
import TestSupport
import Testing

/// `ports`: what a service listens on beside `port`, under names.
@Suite struct NamedPortTests {
  private static func api(_ keys: String) -> String {
    "services:\n  api: { type: web, image: \"a/api:1\", port: 8000, health: none, \(keys) }"
  }

  static let cases: [RuleCase] = [
    RuleCase("a port by name", api("ports: { metrics: 9100 }, variables: { M: $<<self.port_metrics>> }")),
    RuleCase("no such port", api("ports: { metrics: 9100 }, variables: { M: $<<self.port_metric>> }"), "E0302"),
    RuleCase("a name that is none", api("ports: { Metrics: 9100 }"), "E0208", marked: "Metrics"),
    RuleCase("a name that is too long", api("ports: { a-name-of-sixteen: 9100 }"), "E0208"),
    RuleCase("no number", api("ports: { metrics: { protocol: udp } }"), "E0202"),
    RuleCase("a number out of range", api("ports: { metrics: 70000 }"), "E0224"),
    RuleCase("an unknown protocol", api("ports: { metrics: { port: 1, protocol: sctp } }"), "E0206"),
    RuleCase("a list, as compose has it", api("ports: [\"80:8000\"]"), "E0203", marked: "ports"),
    RuleCase("the number of `port`", api("ports: { metrics: 8000 }"), "E0612", marked: "8000"),
    RuleCase("one number under two names", api("ports: { a: 1, b: { port: 1 } }"), "E0612", marked: "1"),
    RuleCase("one number for two protocols", api("ports: { a: 53, b: { port: 53, protocol: udp } }")),
    RuleCase("for a database", "services:\n  postgres: { version: 18, ports: { rest: 8008 } }"),
    RuleCase(
      "for what runs elsewhere",
      "services:\n  mail: { type: external, outputs: { a: { type: string, value: b } }, ports: { a: 1 } }", "E0215"),
    RuleCase(
      "health at a named port",
      "services:\n  w: { type: worker, image: \"a/w:1\", ports: { health: 5678 }, "
        + "health: { path: /healthz, port: health } }", "W0903"),
    RuleCase(
      "health at a port that is not there",
      "services:\n  w: { type: worker, image: \"a/w:1\", health: { path: /healthz, port: health } }", "E0213",
      marked: "health"),
    RuleCase(
      "a route to a named port",
      api("ports: { admin: 9000 }") + "\n  edge: { type: proxy, routes: { /: api, /admin: { to: api, port: admin } } }"),
    RuleCase(
      "a route to a port that is not there",
      api("ports: { admin: 9000 }") + "\n  edge: { type: proxy, routes: { /: { to: api, port: console } } }", "E0306",
      marked: "console"),
    RuleCase(
      "health at the service's own port",
      "services:\n  api: { type: fastapi, root: a, health: { path: /h, port: port } }"
    ),
    RuleCase(
      "the address of a worker",
      "services:\n  w: { type: worker, image: \"a/w:1\", ports: { metrics: 9100 } }\n"
        + "  x: { type: worker, image: \"a/x:1\", variables: { URL: \"http://$<<w.private_host>>:$<<w.port_metrics>>\" } }"
    ),
    RuleCase(
      "a worker without ports",
      "services:\n  w: { type: worker, image: \"a/w:1\" }\n"
        + "  x: { type: worker, image: \"a/x:1\", variables: { HOST: $<<w.private_host>> } }", "E0306"),
    RuleCase(
      "`start` listens on a named port too",
      "services:\n  api: { type: web, image: \"a/api:1\", port: 8000, ports: { admin: 9000 }, health: none, "
        + "start: serve --port 9000 }"),
  ]

  @Test(arguments: cases) func finding(sample: RuleCase) { sample.run() }

  /// The name that was meant, wherever a key takes one.
  @Test(arguments: [
    ("E0306", "edge: { type: proxy, routes: { /: { to: api, port: admn } } }"),
    ("E0213", "w: { type: worker, image: \"a/w:1\", ports: { admin: 1 }, health: { path: /h, port: admn } }"),
  ])
  func suggestion(code: String, service: String) throws {
    let checked = Checked("infracc: 1\nproject: shop\n" + Self.api("ports: { admin: 9000 }") + "\n  " + service)
    let finding = try #require(checked.first(code), "\(checked.report)")
    #expect(finding.help == ["did you mean `admin`?"] && checked.marked(code) == "admn", "\(checked.report)")
    #expect(finding.fixes.map(\.edits).map { $0.map(\.replacement) } == [["admin"]])
  }

  @Test("on one machine the ports of processes differ, named ones too")
  func oneMachine() {
    let text = """
      services:
        a: { type: worker, root: a, build: { dockerfile: a/Dockerfile }, start: run, ports: { metrics: 9100 } }
        b: { type: worker, root: b, build: { dockerfile: b/Dockerfile }, start: run, ports: { metrics: 9100 } }
      """
    RuleCase("", text, "E0612", marked: "9100").run(targets: "procfile")
    RuleCase("", text).run(targets: "compose")
  }

  // MARK: - Published by compose

  private func compose(_ services: String) -> (codes: [String], text: String, example: String) {
    let checked = Checked("infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n\(services)\n")
    let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file)
    func file(_ name: String) -> String { files.first { $0.path.hasSuffix(name) }?.content ?? "" }
    return (checked.codes, file("docker-compose.yml"), file("compose/.env.example"))
  }

  @Test("host ports that no one wrote never collide, and two written ones do")
  func hostPorts() {
    func both(_ a: String, _ b: String) -> String {
      """
        one: { type: web, image: "ghcr.io/acme/one:1.0", port: 8080, public: true, health: none\(a) }
        two: { type: web, image: "ghcr.io/acme/two:1.0", port: 8080, public: true, health: none\(b) }
      """
    }
    let free = compose(both("", ""))
    #expect(free.codes == [])
    #expect(free.text.contains("${ONE_PUBLISH:-127.0.0.1:8080}:8080"))
    #expect(free.text.contains("${TWO_PUBLISH:-127.0.0.1:8081}:8080"))
    let publish = ", options: { compose: { publish: 8080 } }"
    let checked = Checked(
      "infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n\(both(publish, publish))\n")
    #expect(checked.codes == ["E0612"])
    #expect(checked.first("E0612")?.help.contains { $0.contains("8081") } == true)
  }

  @Test("named ports are published where it is written, each with a port of its own")
  func publishedByName() {
    let made = compose(
      """
        box:
          type: store
          image: "x/box:1"
          port: 9000
          ports: { console: 9001, sync: { port: 9001, protocol: udp }, peer: 9002 }
          options: { compose: { publish: { console: 19001, sync: true } } }
        api: { type: web, image: "a/api:1", port: 9001, public: true, health: none, variables: { A: $<<box.port>> } }
        two: { type: web, image: "a/two:1", port: 19001, public: true, health: none }
      """)
    #expect(made.codes == [])
    for line in [
      "${BOX_PUBLISH_CONSOLE:-127.0.0.1:19001}:9001", "${BOX_PUBLISH_SYNC:-127.0.0.1:9001}:9001/udp",
      "${API_PUBLISH:-127.0.0.1:9001}:9001", "${TWO_PUBLISH:-127.0.0.1:19002}:19001",
    ] { #expect(made.text.contains(line), "\(line)") }
    #expect(!made.text.contains(":9000\"") && !made.text.contains(":9002\""))
    #expect(made.text.contains("networks: [data, apps]"))
    for name in ["BOX_PUBLISH_CONSOLE", "BOX_PUBLISH_SYNC"] { #expect(made.example.contains("#\(name)=")) }
  }

  @Test(
    "what `publish` cannot be is a finding",
    arguments: [
      "{ admin: 9000 }", "{ console: 70000 }", "{ console: here }", "{ port: 8000 }", "{ console: 1, peer: 1 }",
    ])
  func refused(publish: String) {
    let made = compose(
      """
        box: { type: store, image: "x/box:1", port: 9000, ports: { console: 9001, peer: 9002 }, options: { compose: { publish: \(publish) } } }
        api: { type: worker, image: "a/api:1", variables: { A: $<<box.port>> } }
      """)
    #expect(made.codes.count == 1 && ["E0902", "E0612"].contains(made.codes[0]), "\(made.codes)")
  }
}
