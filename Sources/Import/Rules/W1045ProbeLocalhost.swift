package import Diagnostics
import IR
import Model
import Probes
import Resolution

extension DiagnosticKind {
  package static let probeLocalhost = DiagnosticKind(
    "W1045", "probe-localhost", tunable: true,
    summary: "a health check asks for `localhost`, and the server listens on IPv4 alone",
    explanation: """
      In an image of Alpine the name `localhost` means `::1` first, and the `wget` of BusyBox tries no other address. A
      server that listens on `0.0.0.0`, or an nginx with `listen 80;` and no `listen [::]:80;`, is not there: the check
      fails although the server works.

      Ask for `127.0.0.1`.
      """,
    failing: """
      services:
        web:
          image: nginx:1.29-alpine
          volumes: [ "./nginx.conf:/etc/nginx/conf.d/default.conf:ro" ]
          healthcheck:
            test: wget -q -O /dev/null http://localhost/
                                              ^^^^^^^^^
      """,
    passing: """
      services:
        web:
          image: nginx:1.29-alpine
          volumes: [ "./nginx.conf:/etc/nginx/conf.d/default.conf:ro" ]
          healthcheck:
            test: wget -q -O /dev/null http://127.0.0.1/
      """,
    options: ExampleOptions(
      files: [ExampleFile("nginx.conf", "server {\n  listen 80;\n  root /srv;\n}\n")], path: "docker-compose.yml"),
    foreign: .speaks)
}

/// BusyBox's `wget` at `localhost` of a server that is proven to listen on IPv4 alone.
package enum ProbeLocalhost: StackRule {
  package static var kind: DiagnosticKind { .probeLocalhost }

  package static func run(in context: StackContext) {
    for probe in context.probes {
      guard let service = probe.services.first, probe.words.first.map({ $0.text == "wget" }) ?? false,
        probe.host == "localhost", let (_, word) = probe.url, isAlpine(service, context),
        let listener = listener(of: service, context), let offset = word.text.firstRange(of: "localhost")
      else { continue }
      let start = word.text.utf8.distance(from: word.text.startIndex, to: offset.lowerBound)
      let isVerbatim = word.span.range.count == word.text.utf8.count
      let span =
        isVerbatim
        ? Span(file: word.span.file, start: Int(word.span.start) + start, end: Int(word.span.start) + start + 9)
        : word.span
      context.report(
        kind, at: span,
        "the health check connects to `localhost`, which is `::1` first; `\(service.name)` listens on IPv4 only"
      ) {
        $0.secondary = [.init(listener, "listens on IPv4 alone")]
        $0.help = ["write `127.0.0.1`"]
        if isVerbatim { $0.fixes = [FixIt("write `127.0.0.1`", .safe, [.init(span, "127.0.0.1")])] }
      }
    }
  }

  private static func isAlpine(_ service: StackService, _ context: StackContext) -> Bool {
    let image: String?
    if let (_, content) = context.dockerfile(of: service) {
      let from = content.instructions.last { $0.keyword == "FROM" }
      image = from.flatMap { DockerfileText.words($0.text).first { !$0.hasPrefix("--") } }
    } else {
      image = service.image?.known
    }
    return image.map { $0.contains("alpine") } ?? false
  }

  /// Where a listener is written that takes IPv4 alone: a configuration of nginx without `[::]`, or an address of a server.
  private static func listener(of service: StackService, _ context: StackContext) -> Span? {
    if let command = service.command, let word = command.words.words.first(where: { $0.text.holds("0.0.0.0") }) {
      return word.span
    }
    if let pair = service.environment.first(where: { $0.name == "HOSTNAME" }), let value = pair.value,
      value.known == "0.0.0.0"
    {
      return value.span
    }
    for mount in service.mounts where mount.kind == .bind {
      guard let source = mount.source, mount.target?.hasPrefix("/etc/nginx/") ?? false,
        let path = context.repository.join(context.stack.folder, source), let file = context.repository.file(path),
        let span = nginx(file, context)
      else { continue }
      return span
    }
    return nil
  }

  private static func nginx(_ file: RepositoryReader.File, _ context: StackContext) -> Span? {
    guard file.bytes.firstRange(of: Array("[::]".utf8)) == nil,
      let found = file.bytes.firstRange(of: Array("listen ".utf8))
    else { return nil }
    let end = file.bytes[found.lowerBound...].firstIndex { $0 == UInt8(ascii: ";") } ?? found.upperBound
    return context.repository.span(found.lowerBound..<end, in: file)
  }
}
