import Emit
import Foundation
import IR
import TestSupport
import Testing

/// The real nginx serves a site with the configuration that the image of a static site writes.
@Suite("nginx serves a static site", .waiting)
struct StaticSiteOracle {
  private static let files = [
    "index.html": "start", "assets/app-D3k9fX2a.js": "code", "assets/plain.css": "style", "robots.txt": "all",
  ]

  /// The server's template, made by the very command of the Dockerfile.
  private static func template(in folder: TemporaryFolder) throws -> String {
    let dockerfile = try #require(
      EmittedSamples.files(DockerfileEmitter.self, [EmittedSamples.staticSite]).first {
        $0.key.hasSuffix("/Dockerfile")
      })
    let line = try #require(dockerfile.value.split(separator: "\n").first { $0.contains("default.conf.template") })
    let start = try #require(line.range(of: "printf ")?.lowerBound)
    let command = line[start...].replacingOccurrences(of: "/etc/nginx/templates/", with: folder.path("") + "/")
    let output = try run("/bin/sh", ["-c", command])
    #expect(output.status == 0, "\(output.stderr)")
    return try folder.text("default.conf.template")
  }

  @Test(
    "what is asked for is answered as promised",
    arguments: [
      ("/", "/index.html", "200 no-cache"), ("/index.html", "/index.html", "200 no-cache"),
      ("/assets/app-D3k9fX2a.js", "/index.html", "200 public, max-age=31536000, immutable"),
      ("/assets/plain.css", "/index.html", "200 no-cache"), ("/robots.txt", "/index.html", "200 no-cache"),
      ("/assets/app-00000000.js", "/index.html", "404 "), ("/missing.png", "/index.html", "404 "),
      ("/orders/17", "/index.html", "200 no-cache"), ("/orders/17", "=404", "404 "),
    ])
  func answers(path: String, fallback: String, expected: String) throws {
    let folder = try TemporaryFolder()
    for (name, text) in Self.files { try folder.write(text, to: "site/\(name)") }
    let port = try freePort()
    let server = try Self.template(in: folder)
      .replacingOccurrences(of: "${PORT}", with: "127.0.0.1:\(port)")
      .replacingOccurrences(of: "${SPA_FALLBACK}", with: fallback)
      .replacingOccurrences(of: "/usr/share/nginx/html", with: folder.path("site"))
    let own = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
      "\($0)_temp_path \(folder.path($0));"
    }
    try folder.write(
      """
      daemon off; master_process off; pid \(folder.path("pid")); error_log stderr;
      events {}
      http { include /etc/nginx/mime.types; access_log off; \(own.joined(separator: " "))
      \(server)
      }
      """, to: "nginx.conf")
    let nginx = try Tools.path("nginx")
    let checked = try run(nginx, ["-t", "-q", "-c", folder.path("nginx.conf")])
    #expect(checked.status == 0 && checked.stderr.isEmpty, "\(checked.stderr)")
    let script = """
      \(nginx) -c \(folder.path("nginx.conf")) & server=$!
      trap 'kill $server; wait $server' EXIT
      for i in $(seq 100); do
        if answer=$(curl --silent --output body --write-out '%{http_code} %header{cache-control}' \
          http://127.0.0.1:\(port)\(path)); then
          printf %s "$answer"
          break
        fi
        sleep 0.1
      done
      """
    let output = try run("/bin/sh", ["-c", script], directory: folder.path, limit: 60)
    #expect(output.stdout == expected, "\(output.stderr)")
    if expected.hasPrefix("200"), path.contains("orders") { #expect(try folder.text("body") == "start") }
  }
}
