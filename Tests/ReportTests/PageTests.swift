import Emit
import Foundation
import IR
import Report
import TestSupport
import Testing

/// The page about a topology, as far as no browser is needed. What needs one is part of `make e2e`.
@Suite struct PageTests {
  private func page(
    _ programs: [Program], findings: [DeploymentReport.Finding] = [],
    shown: @escaping @Sendable (String) -> String = { $0 }
  ) -> String {
    DeploymentReport(
      .init(
        name: "topology.yaml", project: programs.first?.project, sha256: String(repeating: "ab", count: 32),
        version: "1"), programs: programs,
      budgets: BudgetReport(programs.map { .init($0, overlapping: $0.overlappingTargets) }),
      costs: CostReport(programs.map { ($0, $0.billings) }), findings: findings, shown: shown
    ).html()
  }

  private func pages() throws -> [String] {
    try Repository.examples.map { name in page(try example(name).sorted { $0.key < $1.key }.map(\.value)) }
  }

  /// Every tag is closed where it was opened, ids are unique, and links lead to places on the page.
  @Test func pagesAreWellFormed() throws {
    for text in try pages() {
      let html = HTMLText(text)
      #expect(html.problem == nil)
      let ids = html.tags.compactMap { $0["id"] }
      #expect(Set(ids).count == ids.count, "\(ids)")
      let links = html.tags.compactMap { $0["href"] }
      #expect(!links.isEmpty && links.allSatisfy { $0.hasPrefix("#") && ids.contains(String($0.dropFirst())) })
      #expect(html.tags.filter { $0.name == "th" }.allSatisfy { ["col", "row"].contains($0["scope"]) })
      #expect(html.tags.contains { $0.name == "svg" && $0["role"] == "img" && $0["aria-label"]?.isEmpty == false })
      let headings = html.tags.compactMap { $0.name.wholeMatch(of: /h([1-6])/).flatMap { Int($0.1) } }
      #expect(headings.first == 1 && headings.count { $0 == 1 } == 1)
      #expect(zip(headings, headings.dropFirst()).allSatisfy { $1 <= $0 + 1 }, "\(headings)")
    }
  }

  /// No script, no font, no picture from elsewhere: nothing that a browser would ask for.
  @Test func pagesAskForNothing() throws {
    for text in try pages() {
      let html = HTMLText(text)
      for name in ["script", "link", "img", "iframe", "object", "form", "base", "use", "image"] {
        #expect(!html.tags.contains { $0.name == name }, "\(name)")
      }
      let names = Set(html.tags.flatMap(\.attributes).map(\.name))
      #expect(names.isDisjoint(with: ["src", "srcset", "action", "background", "xlink:href"]))
      #expect(!names.contains { $0.hasPrefix("on") })
      for mark in ["url(h", "@import", "@font-face", "javascript:"] { #expect(!text.contains(mark), "\(mark)") }
      let policy = html.tags.first { $0["http-equiv"] == "Content-Security-Policy" }
      #expect(policy?["content"] == "default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;")
    }
  }

  @Test func pagesAreTheSameEachTime() throws {
    #expect(try pages() == pages())
    for text in try pages() { #expect((15_000..<80_000).contains(text.utf8.count), "\(text.utf8.count)") }
  }

  /// The parts of a page in their order, and figures that other commands have too.
  @Test func theFirstExampleHasAllParts() throws {
    let programs = try example("gayed-signals")
    let text = page([try #require(programs["production"]), try #require(programs["staging"])])
    let sections = text.matches(of: /<section id="([a-z]+)">/).map { String($0.1) }
    #expect(
      sections == ["overview", "picture", "compare", "budgets", "cost", "services", "secrets", "findings", "not"])
    for part in [
      "<title>gayed-signals – deployment report</title>", "5 services, 2 environments, for railway, compose",
      "<code>abababababab</code>", "<div class=\"v\">42 of 97</div>", "43% · up to 84 while a rollout overlaps",
      "<div class=\"v\">$7 – $182</div>", "2 more are optional, 6 are generated",
      "production. Start: postgres, redis → backend; the rest in any order.",
      "more settings are equal in all environments.",
      "<td class=\"num\">$181.65</td>", "all environments: $11.65 to $264.60; the Pro plan makes it at least $20.00.",
      "<code>alembic upgrade head</code>",
      "<code>postgresql+asyncpg://&lt;postgres.user&gt;:&lt;postgres/app_password&gt;@&lt;postgres.host&gt;:&lt;postgres.port&gt;/&lt;postgres.database&gt;</code>",
      "<span class=\"tag br\">in the browser</span> <span class=\"tag\">build</span>", "generated, 32 bytes, base64url",
      "an operator, optional", "Nothing was found.",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  /// What differs between environments, and nothing else.
  @Test func environmentsAreCompared() throws {
    let all = try programs(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: web, image: "a/b:1", port: 80, variables: { A: one, B: two } }
        extra: { type: worker, image: "a/b:1", start: run }
      environments:
        production: {}
        staging: { services: { api: { variables: { A: other }, scale: { replicas: 2 } }, extra: { enabled: false } } }
      """)
    let text = page(all)
    let start = try #require(text.range(of: "<section id=\"compare\">"))
    let end = try #require(text.range(of: "</section>", range: start.upperBound..<text.endIndex))
    let rows = text[start.upperBound..<end.lowerBound].matches(of: /<tr[^>]*>(.*?)<\/tr>/).map { match in
      String(match.1).replacing(/<\/t[dh]>/, with: "|").replacing(/<[^>]*>/, with: "")
    }
    #expect(
      rows == [
        "setting|production|staging|", "api|", "scale.replicas|1|2|", "A|one|other|", "extra|", "service|runs|–|",
      ])
  }

  /// A setting that a server has by default in one environment.
  @Test func defaultsAreNamed() throws {
    let programs = try example("tradesense")
    let text = page([try #require(programs["production"]), try #require(programs["staging"])])
    #expect(text.contains("shared_buffers</th><td class=\"diff\">256 MiB</td><td class=\"diff\">default</td>"))
  }

  /// With errors nothing is computed: the headline and the findings are all.
  @Test func errorsLeaveTheFindings() throws {
    let findings = [
      DeploymentReport.Finding(
        code: "E0301", level: .error, message: "unknown service `a`", place: "line 3", notes: ["why `", "`b` is"])
    ]
    for programs in [[], Array(try example("gayed-signals").values)] {
      let text = page(programs, findings: findings)
      #expect(HTMLText(text).problem == nil)
      #expect(text.matches(of: /<section id="([a-z]+)">/).map { String($0.1) } == ["overview", "findings"])
      #expect(text.contains("<div class=\"v bad\">1 error</div>"))
      #expect(text.contains("unknown service <code>a</code></span>"))
      #expect(text.contains("<li>why `</li><li><code>b</code> is</li>"))
    }
  }

  /// Texts of a topology are texts, wherever they come out.
  @Test func textsAreInert() throws {
    let nasty = "</script></style><img src=x onerror=alert(1)>\"'&|](javascript:x)\u{202E}\u{1B}[31m"
    var program = try #require(try example("gayed-signals")["production"])
    program.project = nasty
    program.environment.name = nasty
    for index in program.services.indices {
      program.services[index].type = nasty
      program.services[index].exposure.domains = [nasty]
      program.services[index].command = .shell(nasty)
      program.services[index].env.append(
        Variable(name: nasty, type: nasty, value: .literal(nasty), doc: nasty, span: nil))
    }
    for index in program.secrets.indices {
      program.secrets[index].doc = nasty
      program.secrets[index].pattern = nasty
    }
    let findings = [DeploymentReport.Finding(code: nasty, level: .info, message: nasty, place: nasty, notes: [nasty])]
    let text = page([program, program], findings: findings)
    let html = HTMLText(text)
    #expect(html.problem == nil)
    #expect(!html.tags.contains { $0.name == "img" || $0["onerror"] != nil })
    #expect(!text.contains("\u{202E}") && !text.contains("\u{1B}"))
    #expect(
      text.contains("&lt;/script&gt;&lt;/style&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;|](javascript:x)"))
  }

  /// What must not be shown is hidden in every text.
  @Test func textsAreMasked() throws {
    let text = page([try #require(try example("gayed-signals")["production"])]) {
      $0.replacing("alembic", with: "••••").replacing("backtrader", with: "••")
    }
    #expect(!text.contains("alembic") && !text.contains("backtrader"))
    #expect(text.contains("•••• upgrade head"))
  }

  /// Many services are folded.
  @Test(arguments: [(30, true), (31, false)])
  func manyServicesAreFolded(count: Int, isOpen: Bool) throws {
    let services = (0..<count).map { "  s\($0): { type: worker, image: 'a/b:1', start: run }\n" }.joined()
    let text = page(try programs("infracc: 1\nproject: p\nservices:\n" + services))
    #expect(text.contains("<details class=\"svc\" open=\"\">") == isOpen)
    #expect(text.contains("<details class=\"svc\">") != isOpen)
  }

  @Test(arguments: [
    ("a: {}\n  b: {}", "Start: in any order."), ("a: {}\n  b: { needs: { a: started } }", "Start: a → b."),
    ("a: {}\n  b: { needs: { a: started } }\n  c: {}", "Start: a → b; the rest in any order."),
    ("a: { needs: { b: started } }\n  b: { needs: { c: started } }\n  c: {}", "Start: c → b → a."),
  ])
  func theOrderOfStartingIsTold(services: String, order: String) throws {
    let text = services.replacing("{}", with: "{ type: worker, image: 'a/b:1', start: run }")
      .replacing("{ needs", with: "{ type: worker, image: 'a/b:1', start: run, needs")
    let program = try programs("infracc: 1\nproject: p\ntargets: [compose]\nservices:\n  " + text)[0]
    #expect(page([program]).contains(order))
  }
}

/// Values of variables for people.
@Suite struct ExpressionTextTests {
  static let cases: [(IR.Expression, String)] = [
    (.literal("a b"), "a b"), (.output(service: "api", name: "host"), "<api.host>"),
    (.secret(id: "shared/A"), "<shared/A>"),
    (.variable(service: nil, name: "A"), "<A>"), (.variable(service: "api", name: "A"), "<api.A>"),
    (.environment(name: "name"), "<environment.name>"), (.concat([.literal("a"), .secret(id: "s/b")]), "a<s/b>"),
    (.join(separator: ",", items: [.literal("a"), .literal("b")]), "a,b"),
    (.encode(.uri, .secret(id: "a/b")), "uri(<a/b>)"),
    (.alternative([.secret(id: "a/b"), .literal("c")]), "<a/b> ?? c"),
    (
      .url(
        URLExpression(
          scheme: "redis", password: .secret(id: "r/p"), host: .literal("h"), port: .literal("1"), path: .literal("/0"),
          query: [.init("a", .literal("b")), .init("c", .literal("d"))])), "redis://:<r/p>@h:1/0?a=b&c=d"
    ),
    (
      .url(
        URLExpression(scheme: "http", user: .literal("u"), host: .literal("h"), path: .output(service: "p", name: "d"))),
      "http://u@h/<p.d>"
    ),
  ]

  @Test(arguments: cases)
  func isWritten(value: IR.Expression, text: String) { #expect(value.text == text) }
}
