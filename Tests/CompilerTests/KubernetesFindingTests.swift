import Compiler
import Diagnostics
import Emit
import Files
import IR
import Testing

/// Each mistake is one finding at the place that it is about.
@Suite("Findings of Kubernetes")
struct KubernetesFindingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    /// Options of the target, without those that every case has.
    var options = "registry: registry.example.com"
    /// Keys of the service `api`.
    var service: String
    /// Further services and keys of the top level.
    var more = ""
    /// The code with the marked text; nil: nothing is found.
    var found: (code: String, marked: String)?
    var targets = "kubernetes"
    var project = "shop"

    var testDescription: String { name }

    var text: String {
      """
      infracc: 1
      project: \(project)
      targets: [\(targets)]
      options: { kubernetes: { \(options) } }
      secrets: { PASSWORD: external }
      services:
        api: { \(service) }
      \(more)

      """
    }
  }

  private static let web = "type: fastapi, root: ./api, health: /health"
  private static let postgres = "  postgres: { version: 17 }\n"

  static let cases: [Case] = [
    Case(name: "16 no domain", service: "\(web), public: true", found: ("E0902", "true")),
    Case(name: "16 a domain", service: "\(web), public: api.example.com", found: nil),
    Case(
      name: "16 a domain for all", options: "registry: r.example.com, domain: apps.example.com",
      service: "\(web), public: true", found: nil),
    Case(
      name: "17 a build needs the address", service: "\(web), public: true",
      more:
        "  site: { type: nextjs, root: ./site, health: /, public: s.example.com, variables: { NEXT_PUBLIC_X: $<<api.public_url>> } }",
      found: ("E0910", "$<<api.public_url>>")),
    Case(
      name: "18 a port of a store", service: web,
      more: "  postgres: { version: 17, public: tcp } # infracc: allow W0607 on purpose", found: ("E0902", "tcp")),
    Case(
      name: "19 a volume and replicas", service: "\(web), volumes: { /data: 1GiB }, scale: { replicas: 2 }",
      found: ("E0908", "2")),
    Case(
      name: "19 a volume and an autoscaler",
      service: "\(web), volumes: { /data: 1GiB }, scale: { replicas: 1, autoscale: { max: 2 } }",
      found: ("E0908", "2")),
    Case(
      name: "20 one namespace for two", options: "registry: r.example.com, namespace: shop", service: web,
      more: "environments: { production: {}, staging: {} }", found: ("E0913", "shop")),
    Case(
      name: "20 one namespace for one", options: "registry: r.example.com, namespace: shop", service: web, found: nil),
    Case(
      name: "21 two environments of one name", service: web,
      more: "environments: { production: {}, Prod_EU: {}, prod-eu: {} }", found: ("E0913", "kubernetes")),
    Case(
      name: "22 a long name", service: web,
      more: "environments: { production: {}, an-environment-of-thirty-chars: {} }",
      found: ("E0913", "kubernetes"), project: "a-project-with-a-name-of-forty-charactrs"),
    Case(
      name: "22 a long name and an own namespace", options: "registry: r.example.com",
      service: web,
      more:
        "environments: { production: {}, an-environment-of-thirty-chars: { options: { kubernetes: { namespace: x } } } }",
      found: nil, project: "a-project-with-a-name-of-forty-charactrs"),
    Case(
      name: "23 a namespace of the cluster", options: "registry: r.example.com, namespace: kube-system", service: web,
      found: ("E0913", "kube-system")),
    Case(
      name: "23 no namespace", options: "registry: r.example.com, namespace: My_NS", service: web,
      found: ("E0913", "My_NS")),
    Case(
      name: "24 a secret to be encoded",
      service: "\(web), variables: { MAIL: \"smtp://u:$<<shared.PASSWORD>>@mail.example.com\" }",
      found: ("E0909", "\"smtp://u:$<<shared.PASSWORD>>@mail.example.com\"")),
    Case(
      name: "26 ingress and gateway",
      options: "registry: r.example.com, ingress: { class: x }, gateway: { name: y }",
      service: "\(web), public: api.example.com", found: ("E0216", "gateway")),
    Case(
      name: "27 a misspelt option", options: "registry: r.example.com, ingres: {}", service: web,
      found: ("E0201", "ingres")),
    Case(
      name: "27 a misspelt member", options: "registry: r.example.com, ingress: { clas: x }",
      service: "\(web), public: api.example.com", found: ("E0201", "clas")),
    Case(
      name: "28 raw of a kind that is not there", service: "\(web), raw: { kubernetes: { StatefulSet: { spec: {} } } }",
      found: ("E0902", "StatefulSet")),
    Case(
      name: "29 no user", service: "type: web, image: \"ghcr.io/x/y:1\", port: 80, health: none",
      found: ("W0919", "api")),
    Case(
      name: "29 a user",
      service: "type: web, image: \"ghcr.io/x/y:1\", port: 80, health: none, options: { kubernetes: { user: 1000 } }",
      found: nil),
    Case(
      name: "30 a need among services", service: "\(web), needs: { other: healthy }",
      more: "  other: { type: fastapi, root: ./other, health: /health }", found: ("W0903", "other")),
    Case(name: "30 a need of a store", service: "\(web), needs: { postgres: healthy }", more: postgres, found: nil),
    Case(name: "31 never again", service: "\(web), restart: never", found: ("W0903", "never")),
    Case(
      name: "33 a liveness path", service: "\(web), options: { kubernetes: { liveness: livez } }",
      found: ("E0902", "api")),
    Case(
      name: "33 an option without effect", service: web,
      more: "  postgres: { version: 17, options: { kubernetes: { drain: 5s } } }", found: ("E0902", "postgres")),
    Case(
      name: "33 writable where all is",
      service:
        "type: web, image: \"ghcr.io/x/y:1\", port: 80, health: none, options: { kubernetes: { user: 1000, writable: [/x] } }",
      found: ("E0902", "api")),
    Case(name: "34 no registry", options: "tag: \"1\"", service: web, found: ("W0920", "kubernetes")),
    Case(
      name: "35 a file with a secret", service: "\(web), files: { /etc/app.conf: { text: \"$<<shared.PASSWORD>>\" } }",
      found: ("E0902", "{ /etc/app.conf: { text: \"$<<shared.PASSWORD>>\" } }")),
    Case(
      name: "36 a rollout that does not fit",
      service:
        "\(web), workers: 2, pools: { postgres: { size: 10, overflow: 5 } }, variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }",
      more: "  postgres: { version: 17, tuning: { max_connections: 50 } }", found: ("W0921", "api")),
  ]

  @Test(arguments: cases) func oneFinding(_ example: Case) {
    let checked = Checked(example.text)
    let found = checked.diagnostics.filter { $0.severity != .info && !Self.aside.contains($0.code) }
    #expect(found.map(\.code) == (example.found.map { [$0.code] } ?? []), "\(found.map { "\($0.code) \($0.message)" })")
    guard let expected = example.found else { return }
    #expect(checked.marked(expected.code) == expected.marked)
    #expect(found.allSatisfy { !$0.help.isEmpty || $0.code == "W0903" }, "no way out")
  }

  /// What the small examples lack and no case is about.
  private static let aside: Set<String> = ["W0607", "W0324", "W1010"]

  @Test("25: files that no ConfigMap holds", arguments: [(1 << 20) + 1, 1 << 20])
  func largeFiles(bytes: Int) {
    let text = """
      infracc: 1
      project: shop
      targets: [kubernetes]
      services:
        postgres: { version: 17, init: [seed.sql] }
        api: { type: web, image: "x/y:1", port: 80, health: none, files: { /etc/f: f.bin }, options: { kubernetes: { user: 1000 } } }

      """
    let large = String(repeating: "x", count: bytes)
    var options = CompileOptions()
    options.mounted = .texts([("f.bin", large), ("seed.sql", large)])
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8), options: options)
    let found = compilation.diagnostics.filter { $0.code == "E0902" }.map(\.message)
    let isRefused = bytes > 1 << 20
    #expect(found.contains { $0.contains("`files` of `api`") } == isRefused, "\(found)")
    #expect(found.contains { $0.contains("its `init` files") } == isRefused, "\(found)")
  }

  /// What is written under `raw.kubernetes.Deployment.spec.template.spec`, what comes of it, and what is reported.
  private static let raws: [(raw: String, line: String, code: String)] = [
    ("containers: []", "containers: []", "W0922"),
    ("containers: [{ name: api, image: x }]", "image: x", "W0922"),
    ("enableServiceLinks: false", "enableServiceLinks: false", "I0918"),
    ("affinity: { nodeAffinity: { required+: [a] } }", "required:", "I0918"),
  ]

  @Test("raw is merged by the names of items, replaces lists, and says what it replaces", arguments: raws)
  func raw(written: String, line: String, code: String) {
    let example = Case(
      name: "",
      service: "\(Self.web), raw: { kubernetes: { Deployment: { spec: { template: { spec: { \(written) } } } } } }")
    let checked = Checked(example.text)
    let files = checked.compilation.emit(EmissionRequest(layout: OutputLayout())).files
    let text = files.first { $0.file.path.hasSuffix("3-serve/api.yaml") }?.file.content ?? ""
    #expect(text.split(separator: "\n").contains { $0.drop { $0 == " " }.hasPrefix(line) }, "\(text)")
    #expect(checked.diagnostics.map(\.code).filter { $0 == "W0922" || $0 == "I0918" } == [code])
  }

  @Test("names are a matter of the target alone")
  func otherTargets() {
    var example = Self.cases.first { $0.name.hasPrefix("22") }!
    example.targets = "compose"
    #expect(!Checked(example.text).codes.contains("E0913"))
  }

  @Test("several replicas take turns where one more does not fit")
  func rollout() {
    func text(_ connections: Int) -> String {
      let example = Case(
        name: "",
        service:
          "\(Self.web), workers: 1, scale: { replicas: 3 }, pools: { postgres: { size: 8, overflow: 4 } }, variables: { DATABASE_URL: $<<postgres.DATABASE_URL>> }",
        more: "  postgres: { version: 17, tuning: { max_connections: \(connections) } }")
      let files = Checked(example.text).compilation.emit(EmissionRequest(layout: OutputLayout())).files
      return files.first { $0.file.path.hasSuffix("3-serve/api.yaml") }?.file.content ?? ""
    }
    #expect(text(100).contains("maxSurge: 1, maxUnavailable: 0"))
    #expect(text(45).contains("maxSurge: 0, maxUnavailable: 1"))
  }
}
