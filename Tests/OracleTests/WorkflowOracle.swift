import Compiler
import Diagnostics
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// Workflows of topologies that differ in what a pipeline has to do, read by actionlint, with ShellCheck for what they run,
/// and by zizmor in its strictest mode.
@Suite("workflows: actionlint and zizmor read them", .waiting)
struct WorkflowOracle {
  private struct Case {
    let name: String
    let topology: String
    var layout = OutputLayout()
  }

  private static func topology(
    _ targets: String, options: String = "", environments: String = "{ production: {} }", api: String = "",
    more: String = ""
  ) -> String {
    """
    infracc: 1
    project: shop
    targets: \(targets)
    options: { github-actions: { setup: [./ci/setup-infracc.sh, "infracc --version"] }\(options) }
    services:
      postgres: { version: 17, backup: { schedule: "0 3 * * *" } }
      redis: { version: 7 }
      api:
        type: fastapi
        root: ./api
        health: /health
        public: true
        release: alembic upgrade head
        variables: { DATABASE_URL: $<<postgres.DATABASE_URL>>, REDIS_URL: $<<redis.REDIS_URL>> }
    \(api)\(more)
    environments: \(environments)

    """
  }

  private static let three = "{ staging: {}, qa: {}, production: { services: { api: { public: api.example.com } } } }"
  private static let cluster =
    ", kubernetes: { registry: ghcr.io/acme, domain: example.com, ingress: { class: nginx } }"
  private static let checks =
    "    checks: { install: pip install -r requirements.txt, lint: ruff check ., test: pytest -q }\n"

  private static let others = """
      site:
        type: nextjs
        root: ./web
        health: /
        public: true
        build: { push: registry.example.com:5000/team/site, node: "22" }
        checks: { install: npm ci, test: "npm test\\nnpm run build\\n" }
        variables: { NEXT_PUBLIC_API_URL: $<<api.public_url>> }
      tool: { type: go, root: ./tool, health: /h, checks: { test: go test ./... } }
      legacy:
        { type: web, port: 8090, root: ./old, build: { dockerfile: old/Dockerfile }, start: serve, health: /h,
          checks: { test: make test } }
    """

  private static let cases: [Case] = [
    Case(name: "railway", topology: topology("[railway, scripts, github-actions]", environments: three)),
    Case(name: "compose", topology: topology("[compose, scripts, github-actions]", api: checks)),
    Case(
      name: "pushed",
      topology: topology(
        "[compose, scripts, github-actions]", api: "    build: { push: ghcr.io/acme/api }\n" + checks)),
    Case(
      name: "repo",
      topology: topology(
        "[compose, scripts, github-actions]", environments: three, api: "    build: { push: acme/api }\n"),
      layout: OutputLayout(style: .repo)),
    Case(
      name: "cluster",
      topology: topology("[kubernetes, github-actions]", options: cluster, environments: three, more: others)),
    Case(
      name: "several",
      topology: topology(
        "[compose, railway, kubernetes, procfile, scripts, github-actions]", options: cluster, environments: three,
        api: checks, more: others)),
    Case(
      name: "preview",
      topology: topology(
        "[railway, scripts, github-actions]",
        environments: "{ production: {}, preview: { kind: preview, ttl: 7d }, laptop: { kind: local } }", api: checks)),
    Case(name: "nothing", topology: topology("[procfile, github-actions]", api: checks)),
    Case(
      name: "branch",
      topology: "repository: { github: acme/shop, branch: \"release+1\" }\n"
        + topology("[railway, scripts, github-actions]")),
    Case(
      name: "trial", topology: topology("[compose, scripts, github-actions]"),
      layout: OutputLayout(outputFolder: "build/trial")),
  ]

  /// All files of all cases; names of directories are those of the cases.
  private static func written() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for item in cases {
      let compilation = Compilation.run(path: "topology.yaml", bytes: Array(item.topology.utf8))
      let errors = compilation.diagnostics.filter { $0.severity == .error }
      #expect(errors.isEmpty, "\(item.name): \(errors.map(\.message))")
      let files = compilation.emit(EmissionRequest(targets: ["github-actions"], layout: item.layout)).files
      #expect(files.count == (item.name == "nothing" ? 1 : 2), "\(item.name)")
      for file in files { try folder.write(file.file.content, to: "\(item.name)/\(file.file.path)") }
    }
    return folder
  }

  @Test("both have nothing to say; of a broken file they do") func readable() throws {
    let folder = try Self.written()
    let files = folder.files().map { folder.path($0) }
    #expect(files.count == 2 * Self.cases.count - 1)
    let linted = try run("actionlint", ["-no-color", "-shellcheck", try Tools.path("shellcheck")] + files)
    #expect(linted.stdout == "" && linted.status == 0, "\(linted.stdout.prefix(3_000))\(linted.stderr)")
    let zizmor = ["--offline", "--no-progress", "--quiet", "--no-config", "--persona", "pedantic"]
    let audited = try run("zizmor", zizmor + files)
    #expect(audited.status == 0, "\(audited.stdout.prefix(3_000))\(audited.stderr)")

    // The same tools see what they are there for.
    let text = try folder.text("compose/.github/workflows/deploy.yml")
    let broken = try folder.write(
      text.replacing("needs: [test-api]", with: "needs: [nowhere]")
        .replacing("\"$(git rev-parse --short=12 HEAD)\"", with: "$(git rev-parse --short=12 HEAD)")
        .replacing("@de0fac2e4500dabe0009e67214ff5f5447ce83dd", with: "@main"), to: "broken/deploy.yml")
    let refused = try run("actionlint", ["-no-color", "-shellcheck", try Tools.path("shellcheck"), broken])
    #expect(refused.stdout.contains("nowhere") && refused.stdout.contains("SC2046"), "\(refused.stdout)")
    #expect(try run("zizmor", zizmor + [broken]).stdout.contains("unpinned-uses"))
  }

  // MARK: What the steps do

  /// The lines of the steps of a job, in their order, as GitHub gives them to bash: inputs have `of-` and their names as
  /// values, and each step sees its own alone.
  private static let steps = """
    import re, shlex, sys, yaml
    job = yaml.safe_load(open(sys.argv[1]))["jobs"][sys.argv[2]]
    for step in job["steps"]:
        if "run" in step:
            env = {k: re.sub(r"\\$\\{\\{ (?:secrets|vars|github)\\.(\\w+) \\}\\}", r"of-\\1", v) for k, v in step.get("env", {}).items()}
            words = [f"{k}={v}" for k, v in env.items()] + ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
            print("env", *map(shlex.quote, words))
    """

  /// Runs the steps of production where the scripts and their stand-ins are, in a repository with one commit.
  private func deploy(_ name: String, _ prepare: (ScriptStage) throws -> Void) throws -> [String] {
    let item = try #require(Self.cases.first { $0.name == name })
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(item.topology.utf8))
    let stage = try ScriptStage(compilation.programs.filter { $0.environment.kind == .standard })
    let files = compilation.emit(EmissionRequest(targets: ["github-actions"], layout: OutputLayout())).files
    for file in files { try stage.folder.write(file.file.content, to: file.file.path) }
    try stage.folder.program("#!/bin/sh\nprintf 'npm %s\\n' \"$*\" >> \"$RECORD\"\n", to: "bin/npm")
    try prepare(stage)
    let steps = try run(
      "python3", ["-c", Self.steps, stage.folder.path(".github/workflows/deploy.yml"), "production"])
    #expect(steps.status == 0, "\(steps.stderr)")
    let commit = "git init -q . && git add infra && git -c user.name=a -c user.email=a@b commit -qm a"
    let output = try run(
      "bash", ["-ec", commit + "\n" + steps.stdout],
      environment: [
        "PATH": "\(stage.folder.path("bin")):/usr/bin:/bin", "RECORD": stage.folder.path("record"),
        "HOME": stage.folder.path("home"), "GITHUB_PATH": stage.folder.path("programs"),
      ], directory: stage.folder.path, limit: 60)
    #expect(output.status == 0, "\(output.stdout)\(output.stderr)")
    #expect(!(output.stdout + output.stderr).contains("of-ENV_FILE"))
    return try stage.calls()
  }

  @Test("a machine gets the images of the registry, by the key and the address of its environment")
  func machine() throws {
    let calls = try deploy("pushed") { stage in
      try stage.folder.write("", to: "infra/production/compose/docker-compose.yml")
      try stage.folder.program(
        "#!/bin/sh\nprintf 'ssh %s\\n' \"$*\" >> \"$RECORD\"\ncat \"$HOME/.ssh/id_ed25519\" >> \"$RECORD\"\n",
        to: "bin/ssh")
      let path = stage.folder.path(".github/workflows/deploy.yml")
      let text = try String(contentsOfFile: path, encoding: .utf8)
      // A directory on a server is absolute.
      try stage.folder.write(
        text.replacing("${{ vars.DEPLOY_DIR }}", with: "/srv/x"), to: ".github/workflows/deploy.yml")
    }
    #expect(calls.first?.hasPrefix("docker login ghcr.io --username of-actor --password-stdin") == true, "\(calls)")
    #expect(calls.contains { $0.hasPrefix("docker compose build --push api") }, "\(calls)")
    let remote = calls.last { $0.hasPrefix("ssh ") } ?? ""
    #expect(
      remote.contains("ssh of-DEPLOY_HOST env") && remote.contains("/srv/x/infra/production/scripts/compose/deploy.sh"))
    #expect(remote.contains("--pull --rollback"), "\(remote)")
    #expect(calls.last == "of-SSH_PRIVATE_KEY", "\(calls)")
  }

  @Test("Railway's command line is installed, and its script is called") func railway() throws {
    let calls = try deploy("railway") { try $0.folder.write("", to: "infra/railway/README.md") }
    #expect(calls.first == "npm ci --prefix infra/railway/.railway", "\(calls)")
    #expect(calls.contains { $0.hasPrefix("railway up --service api --environment production --ci") }, "\(calls)")
  }

  @Test("a cluster gets images of its registry, and the kubeconfig of its environment") func cluster() throws {
    let calls = try deploy("cluster") { stage in
      try stage.folder.program(
        "#!/bin/sh\nprintf 'deploy %s %s\\n' \"$1\" \"$(cat \"$KUBECONFIG\")\" >> \"$RECORD\"\n",
        to: "infra/production/kubernetes/deploy.sh")
    }
    #expect(calls.contains { $0.hasPrefix("docker login registry.example.com:5000 --username of-REGISTRY_USER") })
    let tag = calls.last?.split(separator: " ").dropFirst().first ?? ""
    #expect(tag.wholeMatch(of: #/production-[0-9a-f]{12}/#) != nil, "\(calls)")
    #expect(calls.last == "deploy \(tag) of-KUBECONFIG")
    let built = calls.filter { $0.hasPrefix("docker buildx build --push") }
    #expect(built.count == 4 && built.allSatisfy { $0.contains(":\(tag) ") }, "\(built)")
  }

  /// A value of a topology never becomes an expression of GitHub's, whatever is in it.
  @Test("texts are no expressions") func texts() throws {
    let compilation = Compilation.run(
      path: "topology.yaml",
      bytes: Array(
        Self.topology("[compose, scripts, github-actions]", api: Self.checks).replacing("./api", with: "./${{a}}").utf8)
    )
    var programs = compilation.programs
    for index in programs[0].services.indices where programs[0].services[index].checks != nil {
      programs[0].services[index].checks?.directory = "${{ github.token }}"
    }
    let request = EmitRequest(programs: programs, layout: OutputLayout(), targets: ["compose"])
    let files = GitHubActionsEmitter.emit(request).files.map(\.content)
    #expect(files.contains { $0.contains("working-directory: ${{ '${{' }} github.token }}") })
    #expect(files.allSatisfy { !$0.contains("working-directory: ${{ github.token }}") })
  }
}
