import Compiler
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// A real Django: the hosts that it answers to, and how its image is made.
@Suite("Django takes what is written for it", .waiting)
struct DjangoOracle {
  private static let topology = """
    infracc: 1
    project: shop
    targets: [compose, railway]
    secrets: { SECRET_KEY: generate }
    services:
      portal:
        type: django
        app: portal.wsgi:application
        public: shop.example.net
        health: /healthz
        workers: 1
        use: [SECRET_KEY]
        variables: { ALLOWED_HOSTS: $<<self.hosts>>, CSRF_TRUSTED_ORIGINS: $<<self.origins>> }
    """

  /// A project that demands what the topology gives.
  private static func project() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(
      """
      import os, sys
      os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
      from django.core.management import execute_from_command_line
      execute_from_command_line(sys.argv)
      """, to: "manage.py")
    try folder.write("", to: "portal/__init__.py")
    try folder.write(
      """
      import os
      from pathlib import Path
      SECRET_KEY = os.environ["SECRET_KEY"]
      ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "").split(",")
      CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o]
      INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.staticfiles", "django.contrib.admin"]
      MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
      ROOT_URLCONF = "portal.urls"
      STATIC_URL = "static/"
      STATIC_ROOT = Path(__file__).parent.parent / "staticfiles"
      """, to: "portal/settings.py")
    try folder.write(
      """
      from django.http import HttpResponse
      from django.urls import path
      urlpatterns = [path("healthz", lambda request: HttpResponse("well"))]
      """, to: "portal/urls.py")
    try folder.write(
      """
      import os
      os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
      from django.core.wsgi import get_wsgi_application
      application = get_wsgi_application()
      """, to: "portal/wsgi.py")
    return folder
  }

  private static func program() throws -> Program {
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8))
    #expect(!compilation.hasErrors)
    return try #require(compilation.programs.first)
  }

  /// The variables of a target, references of the platform replaced by what they are there.
  private static func variables(of target: String, _ program: Program) throws -> [String: String] {
    if target == "compose" {
      let checkout = try ComposeOracle.Checkout(program, .tree)
      try checkout.fill()
      let services = try #require(try checkout.model()["services"] as? [String: [String: Any]])
      let environment = try #require(services["portal"]?["environment"] as? [String: Any])
      return environment.compactMapValues { $0 as? String }
    }
    let request = EmitRequest(programs: [program], layout: OutputLayout(), targets: [target])
    let text = try #require(RailwayEmitter.emit(request).files.first { $0.path.hasSuffix("railway.ts") }).content
    var variables: [String: String] = ["SECRET_KEY": "s3cret"]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, parts[1].hasPrefix("\""), ["ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"].contains(parts[0])
      else { continue }
      variables[parts[0]] = parts[1].trimmingCharacters(in: .init(charactersIn: "\","))
        .replacingOccurrences(of: "${{portal.RAILWAY_PRIVATE_DOMAIN}}", with: "portal.railway.internal")
    }
    return variables
  }

  @Test(
    "the emitted hosts are answered, and no others",
    arguments: [
      ("compose", ["shop.example.net", "portal", "127.0.0.1", "localhost"]),
      (
        "railway",
        ["shop.example.net", "portal.railway.internal", "healthcheck.railway.app", "127.0.0.1", "localhost"]
      ),
    ])
  func hosts(_ target: String, _ names: [String]) throws {
    let program = try Self.program()
    let folder = try Self.project()
    let port = try freePort()
    guard case .words(let words)? = program.service("portal")?.command else {
      Issue.record("no command")
      return
    }
    let command =
      try Tools.server(words[0].literalText) + " "
      + words.dropFirst().map(\.literalText).joined(separator: " ").replacingOccurrences(
        of: "0.0.0.0:", with: "127.0.0.1:")
    let asked = names + ["evil.example.net"]
    let script = """
      \(command) > log 2>&1 &
      server=$!
      trap 'kill $server; wait $server' EXIT
      for i in $(seq 300); do curl --silent --output answer http://127.0.0.1:$PORT/healthz && break; sleep 0.1; done
      for host in \(asked.joined(separator: " ")); do
        curl --silent --output answer --write-out '%{http_code} ' --header "Host: $host" http://127.0.0.1:$PORT/healthz
      done
      """
    var variables = try Self.variables(of: target, program)
    variables["PORT"] = String(port)
    variables["WEB_CONCURRENCY"] = "1"
    let output = try run("/bin/sh", ["-c", script], environment: variables, directory: folder.path, limit: 120)
    let log = (try? folder.text("log")) ?? ""
    #expect(output.stdout == String(repeating: "200 ", count: names.count) + "400 ", "\(output.stderr)\(log)")
    let check = try run(
      try Tools.server("python"), ["manage.py", "check", "--tag", "compatibility"], environment: variables,
      directory: folder.path)
    #expect(check.status == 0, "\(check.stderr)")
  }

  /// The command of the image, with nothing in the environment but a path.
  @Test func staticFilesAreCollectedWithoutAnEnvironment() throws {
    let recipe = try #require(try Self.program().service("portal")?.build?.recipe)
    let commands = recipe.stages.flatMap(\.steps).compactMap { step -> String? in
      if case .run(let commands) = step { return commands.first { $0.contains("collectstatic") } }
      return nil
    }
    let command = try #require(commands.first)
    let folder = try Self.project()
    let path = (try Tools.server("python") as NSString).deletingLastPathComponent + ":/usr/bin:/bin"
    func build(_ command: String) throws -> Output {
      try run("/bin/sh", ["-c", command], environment: ["PATH": path], inheriting: false, directory: folder.path)
    }
    let output = try build(command)
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stdout.contains("static files copied"), "\(output.stdout)")
    #expect(try !folder.text("staticfiles/admin/css/base.css").isEmpty)
    let bare = try build(String(command[(try #require(command.range(of: "python"))).lowerBound...]))
    #expect(bare.status != 0)
    #expect(bare.stderr.contains("KeyError: 'SECRET_KEY'"), "\(bare.stderr)")
  }
}

extension Command.Word {
  /// The word as a shell reads it.
  var literalText: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .variable(let name, _): "$" + name
      }
    }.joined()
  }
}
