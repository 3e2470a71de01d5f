import Compiler
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// The real Caddy reads every Caddyfile that is written, and routes requests as the topology declares.
@Suite("Caddy serves a proxy", .waiting)
struct CaddyOracle {
  /// Names that a Caddyfile of Railway takes from the environment.
  private static let variables = [
    "PORT": "8080", "BACKEND_HOST": "b", "ADMIN_HOST": "a", "FRONTEND_HOST": "f", "GRAFANA_HOST": "g",
    "OMNIGENT_HOST": "o", "WEB_HOST": "w", "STREAMING_HOST": "s",
  ]

  /// The Caddyfiles of the systems with a proxy, and of a topology with everything that one can have.
  private static let files: [String: String] = {
    let systems = ["02-omnigent", "06-tasks", "11-mastodon"].map { "Tests/Fixtures/systems/\($0).yaml" }
    var files: [String: String] = [:]
    for path in systems + ["Tests/Fixtures/emit/proxy/topology.yaml"] {
      guard let text = try? Repository.text(path) else { continue }
      let compilation = Compilation.run(path: "topology.yaml", bytes: Array(text.utf8))
      for built in compilation.emit(EmissionRequest(layout: OutputLayout())).files
      where built.file.path.hasSuffix("/Caddyfile") {
        files[path + " " + built.file.path] = built.file.content
      }
    }
    return files
  }()

  private static func caddy(_ arguments: [String], _ text: String) throws -> (output: Output, folder: TemporaryFolder) {
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: "Caddyfile")
    let home = ["HOME": folder.path, "XDG_DATA_HOME": folder.path, "XDG_CONFIG_HOME": folder.path]
    let output = try run(
      "caddy", arguments + [file], environment: variables.merging(home) { $1 }, directory: folder.path, limit: 60)
    return (output, folder)
  }

  @Test func thereAreSome() {
    #expect(Self.files.count == 8, "\(Self.files.keys.sorted())")
  }

  @Test(arguments: files.keys.sorted()) func isValid(name: String) throws {
    let text = try #require(Self.files[name])
    let validated = try Self.caddy(["validate", "--adapter", "caddyfile", "--config"], text).output
    #expect(validated.status == 0, "\(validated.stderr)")
    // Whatever it warns of is a fault of ours.
    let adapted = try Self.caddy(["adapt", "--adapter", "caddyfile", "--config"], text).output
    #expect(adapted.status == 0 && !adapted.stderr.contains("warn"), "\(adapted.stderr)")
    let formatted = try Self.caddy(["fmt"], text).output
    #expect(formatted.stdout == text, "the form is that of `caddy fmt`")
  }

  // MARK: - Requests

  /// A server that answers with the request that it got.
  private static let upstream = """
    import http.server, json, sys
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        def do_GET(self):
            self.rfile.read(int(self.headers.get("content-length") or 0))
            proto, ip = self.headers.get("x-forwarded-proto"), self.headers.get("x-forwarded-for")
            body = f"{sys.argv[2]} {self.path} {proto} {ip}".encode()
            self.send_response(200)
            self.send_header("server", "secret/1.0")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        do_POST = do_GET
        def log_message(self, *_): pass
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
    """

  /// Runs curl over a script of requests against the Caddyfile of an environment. Upstreams are named as a rollout would
  /// name them, since there is no resolver of Docker's here; ports are those that are free.
  private static func requests(_ environment: String, _ script: String) throws -> [String] {
    let name = "Tests/Fixtures/emit/proxy/topology.yaml \(environment)/caddy/edge/Caddyfile"
    let folder = try TemporaryFolder()
    let ports = try (0..<9).map { _ in try freePort() }
    #expect(Set(ports).count == ports.count)
    let text = try #require(files[name])
      .replacingOccurrences(
        of: "admin localhost:2019",
        with: "admin localhost:\(ports[0])\n\thttp_port \(ports[1])\n\thttps_port \(ports[2])"
      )
      .replacingOccurrences(of: ":8080", with: ":\(ports[3])").replacingOccurrences(of: ":8079", with: ":\(ports[4])")
      .replacingOccurrences(of: "acme_ca https://acme.example.com/directory", with: "local_certs")
    try folder.write(text, to: "Caddyfile")
    try folder.write(upstream, to: "upstream.py")
    let services =
      [("backend", "BACKEND_TO", 5), ("admin", "ADMIN_TO", 6), ("metrics", "ADMIN_TO_9100", 7)]
      + [("frontend", "FRONTEND_TO", 8), ("grafana", "GRAFANA_TO", 8)]
    var lines = services.map { "export \($0.1)='to 127.0.0.1:\(ports[$0.2])'" }
    lines += ["http=\(ports[1]) https=\(ports[2]) plain=\(ports[3]) probe=\(ports[4])", "pids="]
    lines += services.dropLast().map { "python3 upstream.py \(ports[$0.2]) \($0.0) & pids=\"$pids $!\"" }
    lines += [
      "\(try Tools.path("caddy")) run --config Caddyfile --adapter caddyfile 2> log & pids=\"$pids $!\"",
      "trap 'kill $pids; wait' EXIT",
      "for i in $(seq 150); do curl -sf -o /dev/null http://127.0.0.1:$probe/health && break; sleep 0.1; done",
      "sleep 0.5",
      // A request with TLS to a host, whatever it resolves to.
      "tls() { host=$1; shift; curl -sk --http2 --resolve \"$host:$https:127.0.0.1\" \"$@\"; }",
      script,
    ]
    let home = ["HOME": folder.path, "XDG_DATA_HOME": folder.path, "XDG_CONFIG_HOME": folder.path]
    let output = try run(
      "/bin/sh", ["-c", lines.joined(separator: "\n")], environment: home, directory: folder.path, limit: 120)
    #expect(output.status == 0, "\(output.stderr)\((try? folder.text("log")) ?? "")")
    return output.stdout.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.replacingOccurrences(of: ":\(ports[2])", with: "").trimmingCharacters(in: .whitespacesAndNewlines)
    }
  }

  @Test func routesWithTLS() throws {
    let lines = try Self.requests(
      "production",
      #"""
      for url in api.example.com/ api.example.com/admin api.example.com/admin/x?y=1 api.example.com/administer \
        api.example.com/admin/metrics/a www.example.com/admin/metrics/a app.example.com/ app.example.com/grafana \
        app.example.com/grafana/d/1?a=b api.example.com/grafana/x; do
        tls "${url%%/*}" "https://${url%%/*}:$https/${url#*/}" | cut -d' ' -f1-3
        echo
      done
      """#)
    #expect(
      lines.filter { !$0.isEmpty } == [
        "backend / https", "admin /admin https", "admin /admin/x?y=1 https", "backend /administer https",
        "metrics /admin/metrics/a https", "admin /admin/metrics/a https", "frontend / https", "frontend / https",
        "frontend /d/1?a=b https", "backend /grafana/x https",
      ])
  }

  @Test func whatVisitorsSee() throws {
    let lines = try Self.requests(
      "production",
      #"""
      curl -s -o /dev/null -w '%{http_code} %{redirect_url}\n' -H 'Host: api.example.com' http://127.0.0.1:$http/a?b=c
      tls api.example.com -o /dev/null -D headers -w '%{http_version}\n' https://api.example.com:$https/
      sed -n 's/\r//; /^strict/p; /^x-content/p; /^server:/p; /^alt-svc/p' headers | sort
      head -c 22000000 /dev/zero > large
      head -c 19000000 /dev/zero > small
      for file in large small; do
        tls api.example.com --http1.1 -o /dev/null -w '%{http_code}\n' --data-binary @$file https://api.example.com:$https/
      done
      tls api.example.com -H 'X-Forwarded-For: 6.6.6.6' -H 'X-Forwarded-Proto: ftp' https://api.example.com:$https/
      echo
      curl -s -o /dev/null -D headers http://127.0.0.1:$plain/private
      sed -n 's/\r//; /^strict/p' headers
      curl -s http://127.0.0.1:$plain/admin/metrics
      echo
      curl -sk -o /dev/null -w '%{http_code}\n' --resolve "no.example.com:$https:127.0.0.1" https://no.example.com:$https/ \
        || true
      """#)
    #expect(lines[0] == "308 https://api.example.com/a?b=c", "\(lines)")
    #expect(lines[1] == "2")
    #expect(lines[2].hasPrefix("alt-svc: h3="))
    #expect(lines[3...4] == ["strict-transport-security: max-age=31536000", "x-content-type-options: nosniff"])
    #expect(lines[5...6] == ["413", "200"])
    // What a stranger writes into the headers does not arrive; the server's own name does not leave.
    #expect(lines[7] == "backend / https 127.0.0.1")
    #expect(lines[8] == "metrics /admin/metrics http 127.0.0.1")
    // No certificate: no host of ours.
    #expect(lines[9] == "000")
  }

  @Test func ownAuthority() throws {
    let lines = try Self.requests(
      "lan",
      #"""
      root=$(find . -name root.crt)
      curl -s --cacert "$root" --resolve "gateway.lan:$https:127.0.0.1" https://gateway.lan:$https/admin/x
      echo
      tls app.gateway.lan -o /dev/null -D headers https://app.gateway.lan:$https/
      sed -n 's/\r//; /^server: secret/p; /^strict/p' headers
      """#)
    #expect(lines[0] == "admin /admin/x https 127.0.0.1", "\(lines)")
    #expect(lines[1...].filter { !$0.isEmpty } == ["server: secret/1.0"], "headers are left alone")
  }

  @Test func plainOnOneMachine() throws {
    let lines = try Self.requests(
      "local",
      #"""
      for path in / /shop /shop/a /shopping /admin; do curl -s http://localhost:$plain$path | cut -d' ' -f1-3; echo; done
      """#)
    #expect(
      lines.filter { !$0.isEmpty } == [
        "backend / http", "frontend / http", "frontend /a http", "backend /shopping http", "admin /admin http",
      ])
  }
}
