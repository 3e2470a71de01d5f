import Foundation
import TestSupport
import Testing

/// `infracc fix` in a repository without a topology: `docker compose config` accepts what it leaves, and what was found is
/// found no more.
@Suite(.waiting)
struct ForeignFixOracle {
  private static let compose = """
    # The shop.
    services:
      db:
        image: postgres:18   # as the shop has it
        environment:
          POSTGRES_USER: shop
          POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}
          POSTGRES_DB: ${POSTGRES_DB:-shop}
        volumes: [ 'data:/var/lib/postgresql/data' ]

      api:
        build: .
        environment:
          - DEBUG="True"
        healthcheck:
          test: [ "CMD", "curl", "-s", "http://localhost:8000/health" ]
      job:
        build: .
        environment: { POSTGRES_DB: "${POSTRES_DB:-shop}" }
        healthcheck:
          test:
            - CMD
            - curl
            - -s
            - http://localhost:8000/job
      web:
        image: nginx:1.29-alpine
        volumes: [ "./nginx.conf:/etc/nginx/conf.d/default.conf:ro" ]
        healthcheck: { test: "wget -q --spider http://localhost/health || exit 1" }
    volumes: { data: }

    """
  private static let dockerfile = """
    FROM python:3.13
    RUN apt-get update && apt-get install -y curl
    COPY . .
    RUN pip install anthropic>=0.94.0
    CMD ["python", "main.py"]

    """

  /// Each line that is fixed, as it is and as it becomes.
  private static let lines = [
    ("E0721", "    volumes: [ 'data:/var/lib/postgresql/data' ]", "    volumes: [ 'data:/var/lib/postgresql' ]"),
    ("W1048", "      - DEBUG=\"True\"", "      - DEBUG=True"),
    ("W1044", "\"curl\", \"-s\", \"http", "\"curl\", \"--fail\", \"-s\", \"http"),
    ("W1044", "        - curl\n        - -s", "        - curl\n        - --fail\n        - -s"),
    ("W1042", "${POSTRES_DB:-shop}", "${POSTGRES_DB:-shop}"),
    ("W1045", "--spider http://localhost/health", "--spider http://127.0.0.1/health"),
    ("W1049", "pip install anthropic>=0.94.0", "pip install \"anthropic>=0.94.0\""),
  ]

  @Test func whatIsFixedIsAccepted() throws {
    let folder = try TemporaryFolder()
    try folder.write(Self.compose, to: "docker-compose.yml")
    try folder.write(Self.dockerfile, to: "Dockerfile")
    try folder.write("server { listen 80; location / { return 200; } }\n", to: "nginx.conf")
    try folder.write("POSTGRES_DB=shop\n", to: ".env.example")
    try folder.write("", to: ".git/HEAD")
    let before = try check(folder)
    for (code, _, _) in Self.lines { #expect(before.contains("[\(code)]"), "\(code)\n\(before)") }
    let accepted = try config(folder)
    #expect(accepted.status == 0, "\(accepted.stderr)")

    let fixed = try run(try Repository.program, ["fix"], environment: ["NO_COLOR": "1"], directory: folder.path)
    #expect(fixed.status == 0, "\(fixed.stderr)")
    var expected = (compose: Self.compose, dockerfile: Self.dockerfile)
    for (_, old, new) in Self.lines {
      expected.compose = expected.compose.replacingOccurrences(of: old, with: new)
      expected.dockerfile = expected.dockerfile.replacingOccurrences(of: old, with: new)
    }
    #expect(try folder.text("docker-compose.yml") == expected.compose)
    #expect(try folder.text("Dockerfile") == expected.dockerfile)
    let after = try check(folder)
    for (code, _, _) in Self.lines { #expect(!after.contains("[\(code)]"), "\(after)") }
    let config = try config(folder)
    #expect(config.status == 0, "\(config.stderr)")
    #expect(config.stdout != accepted.stdout)
  }

  private func check(_ folder: TemporaryFolder) throws -> String {
    try run(
      try Repository.program, ["check", "--format", "short"], environment: ["NO_COLOR": "1"], directory: folder.path
    ).stderr
  }

  private func config(_ folder: TemporaryFolder) throws -> Output {
    try run(
      try Tools.packageFolder("compose") + "/docker-compose", ["config"],
      environment: ["PATH": "/usr/bin:/bin", "HOME": folder.path, "POSTGRES_PASSWORD": "x"], inheriting: false,
      directory: folder.path)
  }
}
