import Emit
import Foundation
import IR
import TestSupport
import Testing

/// `smoke.sh` with the real curl, against a server whose pages and origins are known.
@Suite("scripts: smoke.sh", .waiting)
struct SmokeOracle {
  /// Answers `/health` with 200 and says which origins may call it; `/api/health` is broken where it is told so.
  private static let server = """
    import http.server, sys, time

    allowed = sys.argv[2].split(",")

    class Pages(http.server.BaseHTTPRequestHandler):
        def answer(self):
            status = 200 if self.path in ("/health", "/api/health") and "broken" not in sys.argv else 500
            self.send_response(status)
            if "slow" in sys.argv:
                time.sleep(0.05)
            self.send_header("X-Content-Type-Options", "nosniff")
            if self.headers.get("Origin") in allowed:
                self.send_header("access-control-allow-origin", self.headers["Origin"])
            self.end_headers()
        do_GET = do_OPTIONS = answer
        def log_message(self, *words):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Pages)
    with open(sys.argv[1] + ".new", "w") as file:
        file.write(str(server.server_port))
    import os
    os.rename(sys.argv[1] + ".new", sys.argv[1])
    server.serve_forever()
    """

  private func smoke(
    _ origins: [String], _ more: [String] = [], broken: Bool = false, slow: Bool = false, objectives: Objectives? = nil
  ) throws -> Output {
    let folder = try TemporaryFolder()
    try folder.write(Self.server, to: "server.py")
    let programs = CompiledTopologies.gayed.standard.map { program in
      var program = program
      for index in program.services.indices where program.services[index].name == "backend" {
        program.services[index].objectives = objectives
      }
      return program
    }
    let files = ScriptStage.files(programs)
    let script = try #require(files.first { $0.path == "production/scripts/smoke.sh" })
    try folder.write(script.text, to: "smoke.sh")
    let command = """
      python3 server.py port "$1" \(broken ? "broken" : "") \(slow ? "slow" : "") &
      server=$!
      trap 'kill "$server"' EXIT
      until [ -s port ]; do sleep 0.05; done
      shift
      dash smoke.sh --tries 1 --base "backend=http://127.0.0.1:$(cat port)" --base "frontend=http://127.0.0.1:$(cat port)" "$@"
      """
    return try run(
      "/bin/sh", ["-c", command, "sh", origins.joined(separator: ",")] + more, directory: folder.path, limit: 60)
  }

  private static let origins = ["https://app.gayed-signals.example.com", "https://www.gayed-signals.example.com"]

  @Test("healthy pages with the right origins") func passes() throws {
    let output = try smoke(Self.origins)
    #expect(output.status == 0 && output.stderr == "", "\(output)")
    #expect(output.stdout.hasSuffix("smoke: all checks passed\n"))
    #expect(output.stdout.split(separator: "\n").filter { $0.hasPrefix("  ok ") }.count == 6)
  }

  @Test("an origin that is missing is named") func missingOrigin() throws {
    let output = try smoke(Array(Self.origins.prefix(1)))
    #expect(output.status == 1)
    #expect(
      output.stdout.contains(
        "FAIL  backend: the origin https://www.gayed-signals.example.com must be allowed; "
          + "access-control-allow-origin is 'absent'"), "\(output)")
  }

  @Test("an undeclared origin is refused") func strangeOrigin() throws {
    let output = try smoke(Self.origins + ["https://elsewhere.invalid"])
    #expect(output.status == 1 && output.stdout.contains("https://elsewhere.invalid must be refused"), "\(output)")
  }

  @Test("a page that is not healthy, and one that is not served") func broken() throws {
    let output = try smoke(Self.origins, broken: true)
    #expect(output.status == 1 && output.stdout.contains("FAIL  frontend is not healthy"), "\(output)")
    let port = try freePort()
    let none = try smoke(Self.origins, ["--base", "backend=http://127.0.0.1:\(port)"])
    #expect(none.status == 1 && none.stdout.contains("answers 000"), "\(none)")
  }

  @Test("what is declared as objectives") func objectives() throws {
    let good = try smoke(
      Self.origins, objectives: Objectives(latency: 5000, headers: ["X-Content-Type-Options"]))
    #expect(good.status == 0 && good.stderr == "", "\(good)")
    #expect(good.stdout.contains("has the header x-content-type-options"), "\(good)")
    let slow = try smoke(Self.origins, slow: true, objectives: Objectives(latency: 20))
    #expect(slow.status == 1 && slow.stdout.contains("at most 20 ms are declared"), "\(slow)")
    let bare = try smoke(Self.origins, objectives: Objectives(headers: ["Strict-Transport-Security"]))
    #expect(bare.status == 1 && bare.stdout.contains("has no header strict-transport-security"), "\(bare)")
    let dry = try smoke(Self.origins, ["--dry-run"], objectives: Objectives(latency: 20, headers: ["X-Frame-Options"]))
    #expect(dry.status == 0 && dry.stdout.contains("within 20 ms") && dry.stdout.contains("x-frame-options"), "\(dry)")
  }
}
