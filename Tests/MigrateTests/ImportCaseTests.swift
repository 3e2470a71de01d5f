import Compiler
import Diagnostics
import Files
import Import
import TestSupport
import Testing

/// What a topology is made of small files, and what is said of them.
struct ImportCaseTests {
  private static func made(_ files: [(path: String, text: String)]) -> TopologyImport {
    var request = TopologyImport.Request()
    request.name = "shop"
    return TopologyImport(request, in: .texts(files))
  }

  private static func said(_ result: TopologyImport) -> String {
    (result.remarks + result.refused).map { "\($0.place.text): \($0.text)" }.joined(separator: "\n")
  }

  @Test func templatesOfFilesAreRefused() {
    let result = Self.made([("docker-compose.yml", "services:\n  {{ cookiecutter.name }}:\n    image: redis:8\n")])
    #expect(result.topology == nil)
    #expect(result.refused.map(\.place.path) == ["docker-compose.yml"])
    #expect(result.refused[0].text.contains("template"))
  }

  @Test func wordsOfFlagsDecideNothing() throws {
    let compose = """
      services:
        api:
          build: ./api
          command: gunicorn main:app --workers 2 -k uvicorn.workers.UvicornWorker --bind 0.0.0.0:9000
          ports: [ "9000:9000" ]

      """
    let result = Self.made([
      ("compose.yaml", compose), ("api/Dockerfile", "FROM python:3.13-slim\n"),
      ("api/main.py", "from fastapi import FastAPI\n\napp = FastAPI()\n"),
      ("api/requirements.txt", "fastapi\nuvicorn\n"),
    ])
    let topology = try #require(result.topology)
    #expect(topology.contains("type: fastapi") && topology.contains("port: 9000") && topology.contains("public: true"))
  }

  @Test func whatLiesOutsideIsSaidAndTheServiceKept() throws {
    let result = Self.made([
      ("app/compose.yaml", "services:\n  api:\n    image: api:1\n    extends: { file: ../../x.yml, service: base }\n")
    ])
    #expect(try #require(result.topology).contains("  api:\n"))
    #expect(Self.said(result).contains("extends"), "\(Self.said(result))")
  }

  /// The file itself is never opened: its template is.
  @Test func envFilesAreReadFromTheirTemplates() throws {
    let compose = "services:\n  api:\n    image: api:1\n    env_file: .env\n"
    let alone = Self.made([("compose.yaml", compose), (".env", "LEVEL=planted-secret\n")])
    #expect(Self.said(alone).contains("`.env` is not read"))
    #expect(try !#require(alone.topology).contains("LEVEL"))
    let described = Self.made([
      ("compose.yaml", compose), (".env", "LEVEL=planted-secret\n"), (".env.example", "LEVEL=info\nOTHER=\n"),
    ])
    let topology = try #require(described.topology)
    #expect(topology.contains("LEVEL: info") && !topology.contains("planted-secret"))
  }

  /// Every key that a service of a compose file can have is in the topology, or a remark names it.
  @Test(arguments: [
    "annotations: { a: b }", "attach: false", "blkio_config: { weight: 300 }",
    "build: { context: ., ssh: [ default ] }",
    "build: { context: ., cache_from: [ a ] }", "build: { context: ., additional_contexts: { a: b } }",
    "cap_add: [ NET_ADMIN ]",
    "cgroup: host", "command: node x.js", "configs: [ motd ]", "cpus: 0.5", "cpu_shares: 12",
    "credential_spec: { file: a }",
    "depends_on: { other: { condition: service_healthy, restart: true } }",
    "deploy: { placement: { constraints: [ a ] } }",
    "deploy: { update_config: { parallelism: 2 } }", "develop: { watch: [ { path: ., action: sync, target: /app } ] }",
    "device_cgroup_rules: [ \"c 1:3 mr\" ]", "devices: [ /dev/ttyUSB0 ]", "dns: 8.8.8.8", "dns_opt: [ a ]",
    "domainname: a", "entrypoint: /run.sh", "environment: { A: b }", "expose: [ 3000 ]", "external_links: [ a ]",
    "extra_hosts: { a: 10.0.0.1 }", "gpus: all", "group_add: [ mail ]",
    "healthcheck: { test: [ CMD, \"true\" ], start_interval: 5s }", "init: false", "ipc: host", "isolation: default",
    "labels: { a: b }", "logging: { driver: syslog }", "mem_limit: 512m", "mem_swappiness: 10", "memswap_limit: 1g",
    "network_mode: host", "oom_kill_disable: true", "oom_score_adj: 5", "pid: host", "pids_limit: 10",
    "platform: linux/amd64", "ports: [ \"3000-3005:3000-3005\" ]", "ports: [ \"53:53/udp\" ]",
    "post_start: [ { command: a } ]",
    "privileged: true", "profiles: [ extra ]", "read_only: false", "restart: on-failure:3", "runtime: nvidia",
    "scale: 3",
    "secrets: [ token ]", "security_opt: [ \"label:user:USER\" ]", "shm_size: 64m", "stop_grace_period: 45s",
    "stop_signal: SIGINT", "storage_opt: { size: 1G }", "sysctls: { a: 1 }", "tmpfs: /tmp", "ulimits: { nproc: 65535 }",
    "user: app", "userns_mode: host", "uts: host", "volumes: [ \"data:/data\" ]", "volumes: [ \"/etc/hosts:/x:ro\" ]",
    "volumes_from: [ other ]", "working_dir: /app",
  ])
  func noKeyIsDroppedInSilence(_ line: String) throws {
    func made(_ line: String) -> TopologyImport {
      let image = line.hasPrefix("build") ? "" : "    image: app:1\n"
      return Self.made([
        (
          "compose.yaml",
          "services:\n  other: { image: \"other:1\" }\n  app:\n\(image)    \(line)\nvolumes: { data: }\n"
            + "secrets: { token: { external: true } }\nconfigs: { motd: { content: hello } }\n"
        ), ("Dockerfile", "FROM scratch\n"),
      ])
    }
    let result = made(line)
    let key = String(line.prefix { $0 != ":" })
    // Only a topology that differs, or a remark on the line, shows that it was read.
    let isInTopology = result.topology != made("tty: true").topology && !line.hasPrefix("build")
    let isSaid = result.remarks.contains { $0.place.line == 4 || $0.place.line == 5 }
    #expect(isInTopology || isSaid, "\(key)\n\(Self.said(result))\n\(result.topology ?? "")")
    #expect(result.errors.map(\.message) == [], "\(key)")
  }

  /// Two projects of one repository may have a service of the same name.
  @Test func projectsKeepTheirServices() throws {
    let result = Self.made([
      ("a/compose.yaml", "services: { api: { image: \"first:1\" } }\n"),
      ("b/compose.yaml", "services: { api: { image: \"second:1\" } }\n"),
    ])
    let topology = try #require(result.topology)
    #expect(topology.contains("  api:\n") && topology.contains("  b-api:\n"))
    #expect(topology.contains("first:1") && topology.contains("second:1"))
  }

  /// What git leaves out, and what is there to be tried, makes no service.
  @Test(arguments: ["old", "examples", "node_modules", "build"]) func whatIsAsideIsNotRead(_ folder: String) throws {
    let result = Self.made([
      (".gitignore", "old/\n"), ("compose.yaml", "services: { api: { image: \"api:1\" } }\n"),
      ("\(folder)/compose.yaml", "services: { other: { image: \"other:1\" } }\n"),
    ])
    #expect(try !#require(result.topology).contains("other"))
    #expect(result.sources == ["compose.yaml"])
  }

  /// A Procfile beside a Dockerfile is no second command of the image.
  @Test func theImageHasItsOwnCommand() throws {
    let result = Self.made([
      ("railway.json", #"{ "build": { "builder": "DOCKERFILE" }, "deploy": { "healthcheckPath": "/health" } }"#),
      ("Dockerfile", "FROM python:3.13-slim\nEXPOSE 8000\nCMD [\"gunicorn\", \"shop:app\"]\n"),
      ("Procfile", "web: gunicorn shop:app --workers 9\n"),
    ])
    #expect(try !#require(result.topology).contains("--workers 9"))
    #expect(Self.said(result).contains("Procfile:1: the command is omitted"), "\(Self.said(result))")
  }
}
