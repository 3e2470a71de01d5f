package import Diagnostics
import Resolution
import Rules
import Engines
import IR
import Model

extension DiagnosticKind {
  package static let commentInRedisLine = DiagnosticKind(
    "W1022", "comment-in-redis-line", tunable: true,
    summary: "a redis.conf has a comment behind a setting",
    explanation: """
      In redis.conf a comment is a line that begins with `#`. Behind a setting the rest of the line is read as further
      arguments: `save 900 1   # a quarter of an hour` has too many of them, and the server stops with
      "Bad directive or wrong number of arguments" before it answers the first client.

      Give the comment a line of its own, above the setting.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        cache:
          type: worker
          image: redis:7.4
          start: redis-server /etc/redis/redis.conf
          files:
            /etc/redis/redis.conf: ./redis.conf
            ^^^^^^^^^^^^^^^^^^^^^
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        cache:
          type: worker
          image: redis:7.4
          start: redis-server /etc/redis/redis.conf
          files:
            /etc/redis/redis.conf: ./redis.conf
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "redis.conf",
          """
          maxmemory 200mb
          save 900 1   # a quarter of an hour
          """)
      ],
      passingFiles: [
        ExampleFile(
          "redis.conf",
          """
          maxmemory 200mb
          # a quarter of an hour
          save 900 1
          """)
      ]), foreign: .speaks)
}

/// A given redis.conf: comments that Redis does not know, and a password that the health check does not give.
package enum CommentInRedisLine: Probe {
  package static func run(in context: ProbeContext) {
    for service in context.services where isRedis(service) {
      for mount in service.declaration.files where mount.name.hasSuffix(".conf") {
        guard case .repository(let path) = mount.value, let file = context.repository.file(path) else { continue }
        let lines = lines(of: file.bytes)
        if let comment = lines.lazy.compactMap(\.comment).first {
          context.report(
            .commentInRedisLine, at: mount.nameSpan, path: service.path("files"),
            "`\(path)` has a comment behind a setting; Redis does not start with it"
          ) {
            context.show(comment, of: file, "read as further arguments", in: &$0)
            $0.help = ["give the comment a line of its own"]
            $0.remedies = [
              .namedInCommand(mount.name, service: service.name), .there(context.repository.span(comment, in: file)),
              .plain($0.help[0]),
            ]
          }
        }
        if let password = lines.first(where: { $0.name == "requirepass" }) {
          reportHealth(password.place, file, mount.name, path, service, context)
        }
      }
    }
  }

  private static func isRedis(_ service: ProbedService) -> Bool {
    if service.symbol.type.engine?.settings.passwordSetting != nil { return true }
    guard let image = service.lowered.image, case .success(let reference) = ImageReference.parse(image) else {
      return false
    }
    return ["redis", "valkey", "keydb", "redis-stack-server"].contains(reference.shortName)
  }

  private static func reportHealth(
    _ place: Range<Int>, _ file: RepositoryReader.File, _ mounted: String, _ path: String, _ service: ProbedService,
    _ context: ProbeContext
  ) {
    guard let health = service.declaration.health, case .command(let command)? = service.lowered.health?.check else {
      return
    }
    let text = text(of: command)
    guard text.contains("redis-cli"), !text.contains("-a "), !text.contains("--pass"), !text.contains("--askpass"),
      service.symbol.variable("REDISCLI_AUTH") == nil, !text.contains("REDISCLI_AUTH")
    else { return }
    context.report(
      .healthWithoutPassword, at: health.span, path: service.path("health"),
      "the health check does not log in, and `\(path)` asks for a password"
    ) {
      context.show(place, of: file, "", in: &$0)
      $0.masked.append(context.repository.span(valuePlace(place, file.bytes), in: file))
      $0.notes = ["`redis-cli ping` prints NOAUTH then and ends with 0: it is always well"]
      $0.help = ["set `REDISCLI_AUTH` to the password, and look at the answer: `redis-cli ping | grep -q PONG`"]
      $0.remedies = [.namedInCommand(mounted, service: service.name), .plain($0.help[0])]
    }
  }

  private static func text(of command: Command) -> String {
    switch command {
    case .shell(let text): return text
    case .words(let words):
      return words.map { word in
        word.parts.map { part in
          if case .text(let text) = part { return text }
          return ""
        }.joined()
      }.joined(separator: " ")
    }
  }

  private struct Line {
    let name: String
    let place: Range<Int>
    let comment: Range<Int>?
  }

  /// Settings with their places; Redis knows comments only at the beginning of a line (config.c of 7.2).
  private static func lines(of bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var position = 0
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      defer { position = end + 1 }
      var start = position
      while start < end, bytes[start] <= 0x20 { start += 1 }
      guard start < end, bytes[start] != UInt8(ascii: "#") else { continue }
      var nameEnd = start
      while nameEnd < end, bytes[nameEnd] > 0x20 { nameEnd += 1 }
      var comment: Range<Int>?
      var quote: UInt8?
      for offset in nameEnd..<end {
        let byte = bytes[offset]
        if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
          quote = byte
        } else if byte == quote {
          quote = nil
        } else if quote == nil, byte == UInt8(ascii: "#"), bytes[offset - 1] <= 0x20 {
          comment = offset..<end
          break
        }
      }
      let name = String(decoding: bytes[start..<nameEnd], as: UTF8.self).lowercased()
      lines.append(Line(name: name, place: start..<nameEnd, comment: comment))
    }
    return lines
  }

  private static func valuePlace(_ name: Range<Int>, _ bytes: [UInt8]) -> Range<Int> {
    var end = name.upperBound
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    return min(name.upperBound + 1, end)..<end
  }
}
