import IR
import Testing

/// `LOG_LEVEL` of a service reaches the server that is started for it, where its value is known and the server takes it.
@Suite struct LogLevelTests {
  @Test(arguments: [
    ("type: fastapi", "info", "info"), ("type: fastapi", "trace", "trace"), ("type: fastapi", "INFO", nil),
    ("type: fastapi", "warn", nil), ("type: flask", "INFO", "INFO"), ("type: flask", "trace", nil),
    ("type: flask, server: { extra: { loglevel: error } }", "info", nil),
    ("type: fastapi, server: { kind: gunicorn }", "debug", "debug"),
    ("type: fastapi, start: 'uvicorn main:app --port $PORT --host 0.0.0.0'", "info", nil),
    ("type: nextjs", "info", nil), ("type: worker, start: python main.py", "info", nil),
  ])
  func known(keys: String, value: String, level: String?) throws {
    let service = try service("\(keys), variables: { LOG_LEVEL: \(value) }")
    #expect(service.server?.logLevel == level)
    #expect(service.command?.logLevels == (level.map { [$0] } ?? []))
  }

  @Test(arguments: ["{ type: string }", "{ value: '$<<environment.name>>', type: string }"])
  func whatIsNotALevelHere(variable: String) throws {
    let service = try service("type: fastapi, variables: { LOG_LEVEL: \(variable) }")
    #expect(service.server?.logLevel == nil)
    #expect(service.command?.logLevels == [])
  }

  private func service(_ keys: String) throws -> IR.Service {
    let text = "infracc: 1\nproject: shop\ntargets: [compose]\nservices:\n  api: { \(keys) }\n"
    return try #require(Checked(text).program()?.service("api"), "\(keys)")
  }
}

extension Command {
  /// What `$LOG_LEVEL` is known to be, wherever it is among the words behind `--log-level`.
  fileprivate var logLevels: [String] {
    guard case .words(let words) = self else { return [] }
    return words.indices.dropLast().filter { words[$0] == .text("--log-level") }.compactMap { index in
      if case .variable("LOG_LEVEL", let fallback)? = words[index + 1].parts.first { return fallback }
      return nil
    }
  }
}
