import Diagnostics
import Files
import Foundation
import TestSupport
import Testing

@testable import Import
import Probes

/// Compose files are read as `docker compose config` reads them. Variables without a value of their own have one: a number,
/// which is right at every place.
@Suite(.waiting)
struct ComposeReadingOracle {
  /// The differences of one stack; nil: compose refuses it, and why.
  static func differences(
    _ files: [String], in folder: String
  ) throws -> (lines: [String], refusal: String?) {
    let repository = RepositoryReader(DiskFiles.access(to: folder, links: .refused), sources: SourceSet())
    let stack = try Stack(files, ComposeLoader(repository, into: DiagnosticBag()))
    var variables: [String: String] = [:]
    for (index, name) in ComposeFacts.demanded(by: stack).sorted().enumerated() {
      variables[name] = "\(20_000 + index)"
    }
    let place = folder + (stack.folder == "." ? "" : "/" + stack.folder)
    // Env files are not read here, and have to be there for compose.
    for service in stack.services {
      for file in service.envFiles where !file.hasPrefix("/") && !file.contains("..") {
        let path = "\(place)/\(file)"
        try? FileManager.default.createDirectory(
          atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
      }
    }
    let program = try Tools.packageFolder("compose") + "/docker-compose"
    let environment = variables.merging(["PATH": "/usr/bin:/bin", "HOME": place]) { first, _ in first }
    let arguments = files.flatMap { ["-f", "\(folder)/\($0)"] }
    let output = try run(
      program, ["--profile", "*", "--env-file", "/dev/null"] + arguments + ["config", "--format", "json"],
      environment: environment, inheriting: false, directory: folder)
    guard output.status == 0 else {
      return ([], output.stderr.split(separator: "\n").last.map(String.init) ?? "no reason")
    }
    let value = try JSONSerialization.jsonObject(with: Data(output.stdout.utf8))
    let model = try #require(value as? [String: Any])
    let own = ComposeFacts(stack, variables, in: (place as NSString).resolvingSymlinksInPath)
    return (own.differences(from: ComposeFacts(model)), nil)
  }

  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let files: [(path: String, text: String)]
    /// Those that are laid over one another; the others are named by them.
    var named = ["compose.yaml"]
  }

  private static func one(_ name: String, _ text: String) -> Case {
    Case(testDescription: name, files: [("compose.yaml", text)])
  }

  static let cases = [
    one(
      "merge keys and anchors",
      """
      x-common: &common
        image: a:1
        environment: &env { A: one, B: two }
        restart: always
      x-more: &more { image: b:2, command: [ "sleep", "1" ] }
      services:
        first: { <<: *common, environment: { <<: *env, B: three } }
        second:
          <<: [ *common, *more ]
          hostname: second
        third: { <<: *more, environment: *env }
      """),
    one(
      "both spellings of pairs",
      """
      services:
        a:
          image: a:1
          environment: [ A=1, "B=x=y", 'C="quoted"', D=, PASSED, "E=a b" ]
          build: { context: ./a, args: [ "V=1", PASSED ], target: final }
        b:
          build: ./b
          environment: { A: 1, B: "x=y", C: true, D: "", PASSED: null, F: 1.50, G: 0x10, H: 1e3, I: 012 }
        c: { build: { context: ., dockerfile: docker/c.Dockerfile, args: { V: 1, W: null, X: "" } } }
      """),
    one(
      "values of variables",
      """
      services:
        a:
          image: ${REGISTRY:-registry.example.com}/a:${TAG-latest}
          environment:
            PLAIN: $SET and ${SET}
            NESTED: ${OUTER:-a${INNER:-b${DEEP:-c}}d}
            URL: ${URL:-postgresql://${U:-user}:${P:-pass}@db:5432/${D:-app}}
            REQUIRED: ${SECRET:?must be set in {.env}}
            ALTERNATIVE: "${SET:+given}${UNSET:+not}"
            DOLLARS: "$$HOME $${NOT} $$$SET cost: 5$$"
            EMPTY: ${NOTHING:-}
            SPACED: "${MANY:-a b  c}"
          command: sh -c "echo $$HOME ${SET} && exec run --port ${PORT:-8000}"
          ports: [ "${PORT:-8000}:80", "${SET}:81" ]
          deploy: { replicas: "${COUNT:-3}" }
      """),
    one(
      "commands, probes and dependencies",
      """
      services:
        a:
          image: a:1
          command: [ "sh", "-c", "a && b | c" ]
          entrypoint: /bin/entry --flag "two words"
          healthcheck: { test: curl -f http://localhost || exit 1 }
          depends_on: [ b, c ]
        b:
          image: b:1
          command: run 'a b' "c d" e\\ f
          healthcheck: { test: [ "CMD-SHELL", "pg_isready -U $${POSTGRES_USER}" ] }
          depends_on: { c: { condition: service_healthy }, d: { condition: service_completed_successfully } }
        c: { image: "c:1", healthcheck: { test: [ "CMD", "true" ] }, hostname: see, container_name: cc }
        d: { image: "d:1", healthcheck: { disable: true } }
        e: { image: "e:1", healthcheck: { test: [ "NONE" ] }, depends_on: { d: { condition: service_started } } }
      """),
    one(
      "ports",
      """
      services:
        a:
          image: a:1
          ports:
            - 3000
            - "3001:3001"
            - "127.0.0.1:3002:4002"
            - "127.0.0.1::4003"
            - "[::1]:3004:4004"
            - "3005:4005/udp"
            - "0.0.0.0:3006:4006/tcp"
            - { target: 4007, published: "3007", host_ip: 127.0.0.1, protocol: udp, mode: host }
            - { target: 4008 }
        ranges:
          image: b:1
          ports: [ "5000-5002:6000-6002", "7000-7001", "8000-8005:9000", "127.0.0.1:5100-5101:6100-6101/udp" ]
      """),
    one(
      "mounts",
      """
      services:
        a:
          image: a:1
          volumes:
            - data:/data
            - ./here:/here:ro
            - ../up/there:/there:ro,z
            - /var/run/docker.sock:/var/run/docker.sock
            - ~/home:/home/x
            - /anonymous
            - .:/code/
            - { type: volume, source: data, target: /long, read_only: true }
            - { type: bind, source: ./long, target: /bound }
      volumes: { data: }
      """),
    one(
      "sizes and counts",
      """
      services:
        a: { image: "a:1", deploy: { replicas: 2, resources: { limits: { memory: 512M } } } }
        b: { image: "b:1", mem_limit: 1g, scale: 3 }
        c: { image: "c:1", mem_limit: 1.5gb }
        d: { image: "d:1", mem_limit: 1024 }
        e: { image: "e:1", mem_limit: 64kb }
        f: { image: "f:1", mem_limit: "300 MiB" }
        g: { image: "g:1", mem_limit: 512B }
        h: { image: "h:1", mem_limit: 0 }
      """),
    one(
      "texts in every style",
      """
      services:
        a:
          image: a:1
          environment:
            FOLDED: >-
              one
              two
            BLOCK: |
              line 1
              line 2
            SINGLE: 'it''s'
            DOUBLE: "tab\\tand \\u00e9"
            YES: yes
            NIGHT: "12:30"
            TILDE: "~"
          command: >
            run
            --with
            words
      """),
    Case(
      testDescription: "an overlay",
      files: [
        (
          "compose.yaml",
          """
          services:
            a:
              image: a:1
              command: [ "one" ]
              entrypoint: [ "e1" ]
              environment: { A: 1, B: 2 }
              ports: [ "80:80", "81:81" ]
              volumes: [ "data:/data", "./x:/x" ]
              depends_on: [ b ]
              healthcheck: { test: [ "CMD", "a" ], interval: 3s }
              deploy: { replicas: 2, resources: { limits: { memory: 1g } } }
            b: { image: "b:1", environment: [ "A=1" ], build: { context: ., args: { A: 1 } } }
          volumes: { data: , other: }
          """
        ),
        (
          "over.yaml",
          """
          services:
            a:
              image: a:2
              command: two words
              environment: [ "B=3", "C=4" ]
              ports: [ "80:80", "127.0.0.1:82:82" ]
              volumes: [ "other:/data", "./y:/y:ro" ]
              depends_on: { c: { condition: service_healthy } }
              healthcheck: { test: [ "CMD", "b" ] }
              deploy: { replicas: 4 }
            b: { environment: { A: 2, B: 3 }, build: { args: [ "B=2" ] } }
            c: { image: "c:1" }
          """
        ),
      ], named: ["compose.yaml", "over.yaml"]),
    Case(
      testDescription: "keys that are taken away or replaced",
      files: [
        (
          "compose.yaml",
          """
          services:
            a:
              image: a:1
              command: [ "one" ]
              environment: { A: 1, B: 2 }
              ports: [ "80:80" ]
              volumes: [ "./x:/x" ]
              depends_on: [ b ]
              build: { context: ., target: dev, args: { A: 1 } }
            b: { image: "b:1", ports: [ "81:81" ] }
          """
        ),
        (
          "over.yaml",
          """
          services:
            a:
              command: !reset null
              environment: !override { C: 3 }
              ports: !reset []
              volumes: !override [ "./y:/y" ]
              depends_on: !reset null
              build: { target: !reset null }
            b:
              ports: !override
                - "8081:81"
          """
        ),
      ], named: ["compose.yaml", "over.yaml"]),
    Case(
      testDescription: "services that extend others",
      files: [
        (
          "compose.yaml",
          """
          services:
            base:
              image: base:1
              environment: { A: 1, B: 2 }
              command: [ "serve" ]
              volumes: [ "./base:/base" ]
            child: { extends: base, environment: { B: 3 }, command: work }
            grandchild: { extends: { service: child }, environment: [ "C=4" ], ports: [ "80:80" ] }
            far: { extends: { file: shared/common.yaml, service: app }, environment: { B: here } }
          """
        ),
        (
          "shared/common.yaml",
          """
          services:
            root: { image: "root:1", environment: { R: 1 } }
            app:
              extends: root
              build: { context: ./app }
              environment: { A: there, B: there }
              volumes: [ "./data:/data" ]
          """
        ),
      ]),
    Case(
      testDescription: "included files",
      files: [
        (
          "compose.yaml",
          """
          include: [ db/compose.yaml, { path: [ web/compose.yaml, web/more.yaml ] } ]
          services:
            api: { build: ./api, depends_on: [ db ] }
          """
        ),
        (
          "db/compose.yaml",
          """
          services:
            db: { image: "postgres:18", volumes: [ "./init:/docker-entrypoint-initdb.d:ro", "data:/var/lib/postgresql" ] }
          volumes: { data: }
          """
        ), ("web/compose.yaml", "services: { web: { build: ., environment: { A: 1 } } }\n"),
        ("web/more.yaml", "services: { web: { environment: { B: 2 } } }\n"),
      ]),
  ]

  @Test(arguments: cases) func isReadAlike(_ item: Case) throws {
    let folder = try TemporaryFolder()
    for file in item.files { try folder.write(file.text + "\n", to: file.path) }
    let (lines, refusal) = try Self.differences(item.named, in: folder.path)
    #expect(refusal == nil)
    #expect(lines == [])
  }
}
