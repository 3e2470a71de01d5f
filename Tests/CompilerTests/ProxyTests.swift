import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import Testing

/// `type: proxy`: what is refused, what other services become behind one, and what each target makes of it.
@Suite("Proxies")
struct ProxyTests {
  private static func topology(
    _ proxy: String, api: String = "", targets: String = "compose", more: String = ""
  ) -> String {
    """
    infracc: 1
    project: shop
    targets: [\(targets)]
    services:
      postgres: { backup: { schedule: "0 3 * * *" } }
      work: { type: worker, image: "example/work:1.0" }
      api: { type: fastapi, root: ./api, health: /health\(api.isEmpty ? "" : ", " + api) }
      site: { type: web, image: "example/site:1.0", port: 9000, health: none }
      edge: { type: proxy, \(proxy) }
    \(more)
    """
  }

  private static func text(_ checked: Checked, _ suffix: String) -> String {
    let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files
    return files.first { $0.file.path.hasSuffix(suffix) }?.file.content ?? ""
  }

  /// The part of a compose file that a service is in.
  private static func part(_ service: String, of compose: String) -> String {
    let parts = compose.components(separatedBy: "\n  \(service):\n")
    guard parts.count == 2 else { return "" }
    return parts[1].split(separator: "\n", omittingEmptySubsequences: false).prefix { $0.hasPrefix("    ") }
      .joined(separator: "\n")
  }

  // MARK: - What is refused

  static let mistakes: [(proxy: String, code: String, marked: String)] = [
    ("public: true", "E0202", "edge"), ("public: true, routes: { /: apii }", "E0301", "apii"),
    ("public: true, routes: { /: { to: apii } }", "E0301", "apii"),
    ("public: true, routes: { /: work }", "E0306", "work"),
    ("public: true, routes: { /: postgres }", "E0306", "postgres"),
    ("public: true, routes: { /: edge }", "E0306", "edge"),
    ("public: true, routes: { /a: api, /A/: site }", "E0612", "/A/"),
    ("public: true, routes: { /: api, a.example.com/: site }", "E0612", "a.example.com/"),
    ("public: a.example.com, routes: { a.example.com/x: api, A.example.com/x: site }", "E0612", "A.example.com/x"),
    ("public: true, routes: { api: api }", "E0213", "api"),
    ("public: true, routes: { \"https://a.example.com/\": api }", "E0213", "\"https://a.example.com/\""),
    ("public: true, routes: { \"/a{b}\": api }", "E0213", "\"/a{b}\""),
    ("public: true, routes: { \"/a b\": api }", "E0213", "\"/a b\""),
    ("public: true, routes: { /../a: api }", "E0213", "/../a"),
    ("public: true, routes: { /: { strip: true } }", "E0202", "{ strip: true }"),
    ("public: true, routes: { /: { to: api, stripp: true } }", "E0201", "stripp"),
    ("public: true, routes: [api]", "E0204", "[api]"), ("public: true, routes: { /: api }, body: 10", "E0211", "10"),
    ("public: true, routes: { /: api }, tls: on", "E0206", "on"),
    ("public: true, routes: { /: api }, tls: internal", "E0215", "internal"),
    ("public: true, routes: { /: api }, workers: 2", "E0215", "workers"),
    ("public: true, routes: { /: api }, start: run", "E0215", "start"),
  ]

  @Test("a mistake is one finding where it is made", arguments: mistakes)
  func mistake(proxy: String, code: String, marked: String) {
    let checked = Checked(Self.topology(proxy))
    let errors = checked.diagnostics.filter { $0.severity == .error }.map(\.code)
    #expect(errors == [code], "\(checked.report)")
    #expect(checked.marked(code) == marked)
  }

  static let accepted = [
    "public: true, routes: { /: api }", "routes: { /: api, /site: { to: site, strip: true } }",
    "public: [a.example.com, b.example.com], tls: internal, routes: { a.example.com/: api, b.example.com/x: site }",
    "public: a.example.com, routes: { /: { to: api, port: 9100 } }, body: 1GiB, headers: false, tls: off",
    "public: true, routes: { /: work }".replacingOccurrences(of: "work", with: "{ to: work, port: 7000 }"),
  ]

  @Test("what has a meaning is accepted", arguments: accepted)
  func isAccepted(proxy: String) {
    let checked = Checked(Self.topology(proxy))
    #expect(!checked.diagnostics.contains { $0.severity == .error }, "\(checked.report)")
  }

  @Test("a host is a domain of the proxy, or of a service that it leads to there")
  func hosts() {
    let routes = "public: true, routes: { shop.example.com/: api, shop.example.com/site: site }"
    #expect(Checked(Self.topology(routes)).codes.contains("E0612"))
    #expect(!Checked(Self.topology(routes, api: "public: shop.example.com")).codes.contains("E0612"))
  }

  static let options: [(option: String, isWrong: Bool)] = [
    ("acme: { email: ops@example.com }", false), ("acme: { ca: \"https://acme.example.com/dir\" }", false),
    ("acme: { email: ops }", true), ("acme: { mail: ops@example.com }", true), ("acme: true", true),
    ("acme: { email: \"a@b {$X}\" }", true), ("acme: { ca: \"http://acme.example.com\" }", true),
    ("trusted: [10.0.0.0/8, 192.168.1.7, \"fd00::/8\"]", false), ("trusted: 10.0.0.0/8", true),
    ("trusted: [private]", true), ("trusted: [10.0.0.0/33]", true), ("trusted: []", true),
  ]

  @Test("options that the server could not read are refused", arguments: options)
  func optionsAreChecked(option: String, isWrong: Bool) {
    let checked = Checked(
      Self.topology(
        "public: a.example.com, routes: { /: api }", more: "options: { compose: { \(option) } }"))
    #expect(checked.codes.contains("E0902") == isWrong, "\(checked.report)")
  }

  // MARK: - Behind a proxy

  @Test("an address that only the proxy has is named in the help")
  func noAddressOfItsOwn() throws {
    let more = "  peer: { type: worker, image: \"a:1\", variables: { SITE: $<<site.public_url>> } }"
    let checked = Checked(Self.topology("public: true, routes: { /: api, /site: site }", more: more))
    let finding = try #require(checked.first("E0306"))
    let help = "write `$<<edge.public_url | path(\"/site\")>>`, the address through the proxy"
    #expect(finding.help == [help], "\(finding.help)")
  }

  @Test("what a public proxy leads to publishes nothing and has the address of the proxy")
  func publishesNothing() {
    let variable = "public: true, variables: { OWN: $<<self.public_url>>, FROM: $<<self.origins>> }"
    func compose(_ proxy: String, _ options: String = "public: localhost") -> String {
      Self.text(
        Checked(
          Self.topology(
            proxy, api: variable, more: "options: { compose: { \(options) } }\nlints: { W0614: \"off\" }")),
        "docker-compose.yml")
    }
    let local = compose("public: true, routes: { /v1: api }")
    #expect(!Self.part("api", of: local).contains("ports:"))
    #expect(local.contains("OWN: ${API_PUBLIC_URL:-http://localhost:8080/v1}"))
    #expect(local.contains("FROM: ${API_ORIGINS:-http://localhost:8080}"))
    #expect(Self.part("api", of: local).contains("FORWARDED_ALLOW_IPS: \"*\""))
    let domains = compose("public: shop.example.com, routes: { /v1: api }", "public: domains")
    #expect(domains.contains("OWN: ${API_PUBLIC_URL:-https://shop.example.com/v1}"))
    #expect(domains.contains("ports: [\"80:80\", \"443:443\", \"443:443/udp\"]"))
    // A private proxy is no way in from outside: the service keeps its own.
    #expect(Self.part("api", of: compose("routes: { /v1: api }")).contains("ports:"))
  }

  @Test("a Python server that a proxy reaches trusts it on every target, though it is not public")
  func forwardedHeaders() {
    for target in ["compose", "railway"] {
      let checked = Checked(Self.topology("public: true, routes: { /: api }", targets: target))
      let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files
      let text = files.first { $0.file.path.hasSuffix("compose.yml") || $0.file.path.hasSuffix("railway.ts") }
      #expect(text?.file.content.contains("FORWARDED_ALLOW_IPS: \"*\"") == true, "\(target)")
    }
    let alone = Checked(Self.topology("public: true, routes: { /: site }"))
    #expect(!Self.text(alone, "docker-compose.yml").contains("FORWARDED_ALLOW_IPS"))
  }

  @Test("a service that a proxy reaches has the hosts of the proxy")
  func hostsBehindProxy() {
    let api = "variables: { ALLOWED_HOSTS: $<<self.hosts>> }"
    let proxy = "public: [a.example.com, b.example.com], routes: { /: api, b.example.com/: site }"
    func text(_ proxy: String, _ target: String, _ options: String = "{}") -> String {
      Self.text(
        Checked(Self.topology(proxy, api: api, targets: target, more: "options: { compose: \(options) }")),
        target == "compose" ? "docker-compose.yml" : "railway.ts")
    }
    #expect(text(proxy, "compose").contains("ALLOWED_HOSTS: a.example.com,edge,api,127.0.0.1,localhost\n"))
    #expect(
      text(proxy, "compose", "{ public: localhost }").contains(
        "ALLOWED_HOSTS: a.example.com,a.example.com.localhost,edge,api,127.0.0.1,localhost\n"))
    #expect(
      text(proxy, "railway").contains("ALLOWED_HOSTS: \"a.example.com,${{edge.RAILWAY_PRIVATE_DOMAIN}},"))
    #expect(
      text("public: true, routes: { /: api }", "railway").contains(
        "ALLOWED_HOSTS: \"${{edge.RAILWAY_PUBLIC_DOMAIN}},${{edge.RAILWAY_PRIVATE_DOMAIN}},"))
  }

  @Test("a route to a disabled service is omitted")
  func disabled() {
    let checked = Checked(
      Self.topology("public: true, routes: { /: api, /site: site }").replacingOccurrences(
        of: "port: 9000", with: "port: 9000, enabled: false"))
    #expect(!checked.diagnostics.contains { $0.severity == .error }, "\(checked.report)")
    #expect(checked.service("edge")?.proxy?.routes.map(\.service) == ["api"])
  }

  @Test("the ports of TLS belong to one proxy")
  func securePorts() {
    func codes(_ more: String) -> [String] {
      Checked(Self.topology("public: a.example.com, routes: { /: api }", more: more)).codes
    }
    #expect(codes("  other: { type: proxy, public: b.example.com, routes: { /: site } }").contains("E0612"))
    #expect(
      codes(
        "  other: { type: web, image: \"a:1\", port: 80, public: true, health: none, "
          + "options: { compose: { publish: 443 } } }"
      ).contains("E0612"))
    let other = "  other: { type: web, image: \"a:1\", port: 80, public: true, health: none }"
    let checked = Checked(Self.topology("public: a.example.com, routes: { /: api }", more: other))
    #expect(!checked.codes.contains("E0612"))
    #expect(Self.text(checked, "docker-compose.yml").contains("${OTHER_PUBLISH:-127.0.0.1:81}:80"))
  }

  // MARK: - Limits

  static let sizes: [(variable: String, proxy: String, isFound: Bool)] = [
    ("MAX_UPLOAD_SIZE: 26214400", "", true), ("MAX_UPLOAD_SIZE: 25MiB", "", true),
    ("MAX_UPLOAD_MB: 25", "", true), ("MAX_UPLOAD_MB: 25", "body: 25MiB", false),
    ("MAX_UPLOAD_MB: 5", "", false), ("MAX_CONTENT_LENGTH: 104857600", "body: 50MiB", true),
    ("MAX_UPLOAD_FILES: 10", "", false), ("MAX_UPLOAD_SIZE: many", "", false), ("LIMIT: 26214400", "", false),
  ]

  @Test("a limit below that of a service is W0933", arguments: sizes)
  func body(variable: String, proxy: String, isFound: Bool) {
    let checked = Checked(
      Self.topology(
        "public: true, routes: { /: api }" + (proxy.isEmpty ? "" : ", " + proxy), api: "variables: { \(variable) }"))
    #expect(checked.codes.contains("W0933") == isFound, "\(checked.report)")
  }

  // MARK: - Targets

  @Test("Railway builds the server with its configuration, and gives it the domains of what it leads to")
  func railway() throws {
    let checked = Checked(
      Self.topology(
        "public: true, routes: { shop.example.com/: api, shop.example.com/site: site }",
        api: "public: shop.example.com", targets: "railway"))
    #expect(!checked.diagnostics.contains { $0.severity == .error }, "\(checked.report)")
    let project = Self.text(checked, "railway.ts")
    let edge = try #require(project.components(separatedBy: "const edge = ").last)
    #expect(edge.contains("dockerfilePath: \"infra/production/railway/edge/Dockerfile\""))
    #expect(edge.contains("shop.example.com") && edge.contains("SITE_HOST:"))
    #expect(project.components(separatedBy: "{ domain: \"shop.example.com\"").count == 2)
    #expect(Self.text(checked, "railway/edge/Caddyfile").contains("name {$SITE_HOST}"))
    #expect(
      Self.text(checked, "railway/edge/Dockerfile").hasSuffix(
        "FROM caddy:2.11-alpine AS run\nCOPY infra/production/railway/edge/Caddyfile /etc/caddy/Caddyfile\n"))
  }

  @Test("a Procfile has a comment, and the loss is reported")
  func procfile() {
    let checked = Checked(Self.topology("public: true, routes: { /: api }", targets: "procfile"))
    #expect(checked.diagnostics.contains { $0.code == "W0903" && $0.message == "procfile does not start `edge`" })
    #expect(Self.text(checked, "Procfile").contains("# edge is not started here"))
  }
}
