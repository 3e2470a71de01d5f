import Emit
import Foundation
import IR
import TestSupport
import Testing

/// `secrets.sh` and `rotate-secret.sh`, against stand-ins that record how they are called and what they are given.
@Suite("scripts: secrets", .waiting)
struct SecretScriptsOracle {
  private static let fill = "production/scripts/compose/secrets.sh"
  private static let rotate = "production/scripts/compose/rotate-secret.sh"
  private static let folder = "infra/production/compose/"
  private static let supplied = ["TIINGO_API_KEY", "ALPHA_VANTAGE_KEY", "FRED_KEY", "BUREAU_OF_STATISTIC_KEY"]

  private func stage(_ values: [String: String] = [:]) throws -> ScriptStage {
    let stage = try ScriptStage(CompiledTopologies.gayed.standard)
    try stage.folder.write("# of the example\nPOSTGRES_PASSWORD=''\n", to: Self.folder + ".env.example")
    stage.environment = Dictionary(uniqueKeysWithValues: Self.supplied.map { ($0, "of-\($0)") })
    stage.environment.merge(values) { _, new in new }
    return stage
  }

  /// A stage whose env file is filled.
  private func filled() throws -> ScriptStage {
    let stage = try stage()
    #expect(try stage.run(Self.fill).status == 0)
    stage.environment = [:]
    return stage
  }

  private func env(_ stage: ScriptStage, _ name: String = ".env") throws -> String {
    try stage.folder.text(Self.folder + name)
  }

  private func value(_ name: String, _ text: String) -> String? {
    text.split(separator: "\n").first { $0.hasPrefix(name + "='") }.map {
      String($0.dropFirst(name.count + 2).dropLast())
    }
  }

  private func exists(_ stage: ScriptStage, _ name: String) -> Bool {
    FileManager.default.fileExists(atPath: stage.folder.path(Self.folder + name))
  }

  // MARK: secrets.sh of one machine

  @Test("it makes and takes what is missing, keeps what is there, and changes nothing the second time") func fills()
    throws
  {
    let stage = try stage()
    let missing = try stage.run(Self.fill, ["--check"])
    #expect(missing.status == 1 && !exists(stage, ".env"))
    #expect(missing.stderr.split(separator: "\n").count { $0.hasSuffix("(generated)") } == 6)
    #expect(missing.stderr.contains("TIINGO_API_KEY: missing (required)\nALPHA_VANTAGE_KEY"))
    #expect(missing.stderr.contains("OPENAI_API_KEY: missing (optional)"))
    #expect(try stage.run(Self.fill, ["--dry-run"]).status == 0 && !exists(stage, ".env"))
    #expect(try stage.run(Self.fill).stdout == "secrets: 10 set in .env\n")
    let text = try env(stage)
    #expect(text.hasPrefix("# of the example\nPOSTGRES_PASSWORD='"))
    #expect(value("POSTGRES_PASSWORD", text)?.count == 32 && value("SECRET_KEY", text)?.count == 43)
    #expect(value("FRED_KEY", text) == "of-FRED_KEY" && !text.contains("OPENAI_API_KEY"))
    let mode = try FileManager.default.attributesOfItem(atPath: stage.folder.path(Self.folder + ".env"))[
      .posixPermissions]
    #expect(mode as? Int == 0o600)
    #expect(try stage.run(Self.fill).stdout == "secrets: nothing is missing\n")
    #expect(try env(stage) == text)
    #expect(try stage.run(Self.fill, ["--check"]).status == 0)
    // By hand, with a comment, quotes and a word of bash.
    try stage.folder.write("# mine\nexport SECRET_KEY=\"by hand\"\n", to: Self.folder + ".env")
    #expect(try stage.run(Self.fill).stdout == "secrets: 9 set in .env\n")
    #expect(try env(stage).hasPrefix("# mine\nexport SECRET_KEY=\"by hand\"\n"))
  }

  @Test("a value that no one gives, a link and a rotation that has not ended leave everything as it was") func refuses()
    throws
  {
    let stage = try stage(["FRED_KEY": ""])
    let output = try stage.run(Self.fill)
    #expect(output.status == 1 && output.stderr.contains("secrets: FRED_KEY is not set: set it in the environment"))
    #expect(!exists(stage, ".env") && !exists(stage, ".env.new"))
    #expect(!output.stdout.contains("of-") && !output.stderr.contains("of-"))
    stage.environment["FRED_KEY"] = "a\tb"
    #expect(try stage.run(Self.fill).stderr.contains("control characters"))
    try FileManager.default.createSymbolicLink(
      atPath: stage.folder.path(Self.folder + ".env"), withDestinationPath: stage.folder.path("elsewhere"))
    #expect(try stage.run(Self.fill).status == 2)
    let second = try filled()
    try second.folder.write("", to: Self.folder + ".env.next")
    #expect(try second.run(Self.fill).stderr.contains("a rotation has not ended"))
  }

  @Test("compose reads every value as it was given") func quotes() throws {
    let values = [
      "it's", "a\\", "$HOME ${X} $$", "\"q\" # no comment", "l1\nl2", "\\n 'x' \\\\", " s ", "ümlaut €", "`id` $(id)",
    ]
    for start in stride(from: 0, to: values.count, by: Self.supplied.count) {
      let some = values[start..<min(start + Self.supplied.count, values.count)]
      let given = Dictionary(uniqueKeysWithValues: zip(Self.supplied, some))
      let stage = try stage(given)
      let output = try stage.run(Self.fill)
      #expect(output.status == 0, "\(output)")
      let variables = given.keys.map { "      \($0): ${\($0)}\n" }.joined()
      let compose = "services:\n  app:\n    image: x\n    environment:\n\(variables)"
      try stage.folder.write(compose, to: Self.folder + "docker-compose.yml")
      let model = try ComposeOracle.compose(
        ["config", "--format", "json", "--no-normalize"], in: stage.folder.path(Self.folder))
      let json = try JSONSerialization.jsonObject(with: Data(model.stdout.utf8)) as? [String: Any]
      let app = (json?["services"] as? [String: Any])?["app"] as? [String: Any]
      let read = try #require(app?["environment"] as? [String: String], "\(model)")
      // What it prints can be read again, with doubled `$`.
      for (name, value) in given {
        #expect(read[name]?.replacingOccurrences(of: "$$", with: "$") == value)
      }
    }
  }

  // MARK: rotate-secret.sh of one machine

  @Test("the server is told first, then the file, then the services with the images that run") func rotates() throws {
    let stage = try filled()
    try stage.folder.write("2026 v6 good\n2026 v7 good\n", to: Self.folder + "releases")
    let before = try env(stage)
    let output = try stage.run(Self.rotate, ["POSTGRES_APP_PASSWORD", "--yes"])
    #expect(output.status == 0, "\(output)")
    let new = try #require(value("POSTGRES_APP_PASSWORD", try env(stage)))
    let former = try #require(value("POSTGRES_APP_PASSWORD", before))
    #expect(new.count == 32 && new != former)
    #expect(try env(stage).replacingOccurrences(of: new, with: former) == before)
    #expect(try env(stage, ".env.before") == before && !exists(stage, ".env.next"))
    #expect(
      try stage.calls() == [
        "docker compose exec -T postgres psql -X -q -U postgres -d postgres -c \\password \"gayed_signals\" []",
        "input \(new)", "input \(new)",
        "docker compose up --detach --wait --no-build --no-deps postgres postgres-backup backend [gayed-signals-backend:v7]",
      ])
    #expect(!output.stdout.contains(new) && !output.stderr.contains(new))
    stage.environment["FRED_KEY"] = "another"
    let supplied = try stage.run(Self.rotate, ["FRED_KEY", "--yes"])
    #expect(supplied.stdout.hasSuffix("Revoke the former FRED_KEY at its provider.\n"))
    #expect(value("FRED_KEY", try env(stage)) == "another")
    #expect(
      try stage.calls() == [
        "docker compose up --detach --wait --no-build --no-deps backend backtrader frontend [gayed-signals-backend:v7]"
      ])
    #expect(try stage.run(Self.rotate, ["--forget"]).status == 0 && !exists(stage, ".env.before"))
  }

  @Test("a run that fails changes nothing but the server, and the next one goes on with its value") func resumes()
    throws
  {
    let stage = try filled()
    let before = try env(stage)
    stage.environment["FAILING"] = "psql"
    let failed = try stage.run(Self.rotate, ["POSTGRES_PASSWORD", "--yes"])
    #expect(failed.status == 1 && failed.stderr.contains("postgres has not taken the new value"))
    #expect(try env(stage) == before)
    let made = try #require(value("POSTGRES_PASSWORD", try env(stage, ".env.next")))
    stage.environment = [:]
    #expect(try stage.run(Self.rotate, ["SECRET_KEY", "--yes"]).stderr.contains("another secret has not ended"))
    #expect(try env(stage) == before)
    _ = try stage.calls()
    #expect(try stage.run(Self.rotate, ["POSTGRES_PASSWORD", "--yes"]).status == 0)
    #expect(try stage.calls().contains("input \(made)"))
    #expect(value("POSTGRES_PASSWORD", try env(stage)) == made)
  }

  @Test("--dry-run starts nothing; without a terminal nothing is asked; other names are refused") func harmless() throws
  {
    let stage = try filled()
    let before = try env(stage)
    #expect(try stage.run(Self.rotate, ["SECRET_KEY", "--dry-run"]).stdout.contains("+ docker compose up"))
    #expect(try stage.run(Self.rotate, ["SECRET_KEY"]).status == 2)
    #expect(try stage.run(Self.rotate, ["FRED_KEY", "--yes"]).status == 1)
    for words in [[], ["NOPE"], ["SECRET_KEY", "FRED_KEY"], ["--forget", "FRED_KEY"], [""], ["x;id"]] {
      #expect(try stage.run(Self.rotate, words).status == 2, "\(words)")
    }
    #expect(try env(stage) == before && !exists(stage, ".env.next"))
    #expect(try stage.calls().isEmpty)
  }

  @Test("a value on several lines is no one line's") func several() throws {
    let stage = try filled()
    try stage.folder.write("FRED_KEY='a\nb'\n", to: Self.folder + ".env")
    stage.environment["FRED_KEY"] = "c"
    let output = try stage.run(Self.rotate, ["FRED_KEY", "--yes"])
    #expect(output.status == 1 && output.stderr.contains("FRED_KEY has several lines in .env"), "\(output)")
    #expect(try env(stage) == "FRED_KEY='a\nb'\n")
  }

  // MARK: Railway and a cluster

  @Test("Railway: what is missing is set in one change; a rotation waits for the services that read it") func railway()
    throws
  {
    let stage = try ScriptStage(CompiledTopologies.gayed.standard)
    let script = "production/scripts/railway/secrets.sh"
    stage.environment = Dictionary(uniqueKeysWithValues: Self.supplied.map { ($0, "it's \"\($0)\" $(id)") })
    stage.environment["SHARED"] = #"{"FRED_KEY":{"value":"there"},"SECRET_KEY":{"value":"there"}}"#
    let check = try stage.run(script, ["--check"])
    #expect(check.status == 1 && check.stderr.split(separator: "\n").count == 4, "\(check)")
    let output = try stage.run(script)
    #expect(output.status == 0 && !output.stdout.contains("it's") && !output.stderr.contains("it's"), "\(output)")
    let call = try #require(try stage.calls().first)
    let head = "railway environment edit --environment production --message secrets: "
    #expect(call.hasPrefix(head))
    let patch =
      try JSONSerialization.jsonObject(with: Data(call.drop { $0 != "{" }.utf8))
      as? [String: [String: [String: String]]]
    let shared = try #require(patch?["sharedVariables"])
    #expect(shared.keys.sorted() == ["ALPHA_VANTAGE_KEY", "BUREAU_OF_STATISTIC_KEY", "JWT_SECRET", "TIINGO_API_KEY"])
    #expect(
      shared["TIINGO_API_KEY"]?["value"] == "it's \"TIINGO_API_KEY\" $(id)"
        && shared["JWT_SECRET"]?["value"]?.count == 43)
    let rotated = try stage.run("production/scripts/railway/rotate-secret.sh", ["SECRET_KEY", "--yes"])
    #expect(rotated.status == 0 && rotated.stdout.contains("backend: SUCCESS"), "\(rotated)")
    #expect(try stage.calls().count == 1)
    stage.environment["BROKEN"] = "backend"
    #expect(try stage.run("production/scripts/railway/rotate-secret.sh", ["SECRET_KEY", "--yes"]).status == 1)
    _ = try stage.calls()
    for name in ["secrets.sh --dry-run", "rotate-secret.sh SECRET_KEY --dry-run"] {
      let words = name.split(separator: " ").map(String.init)
      #expect(try stage.run("production/scripts/railway/" + words[0], Array(words.dropFirst())).status == 0)
    }
    #expect(try stage.calls().isEmpty)
  }

  @Test("a cluster: the Secret, the server, then the pods") func kubernetes() throws {
    let stage = try ScriptStage(CompiledTopologies.gayed.standard)
    let script = "production/scripts/kubernetes/rotate-secret.sh"
    let output = try stage.run(script, ["POSTGRES_APP_PASSWORD", "--yes"])
    #expect(output.status == 0, "\(output)")
    let calls = try stage.calls()
    let head = "kubectl --namespace gayed-signals-production "
    #expect(calls.first == head + "patch secret postgres --type=merge --patch-file=/dev/stdin")
    let patch = try JSONSerialization.jsonObject(with: Data(calls[1].dropFirst(6).utf8)) as? [String: [String: String]]
    let code = try #require(patch?["data"]?["app_password"])
    let value = String(decoding: try #require(Data(base64Encoded: code)), as: UTF8.self)
    #expect(value.count == 32)
    #expect(
      Array(calls.dropFirst(2)) == [
        head + "exec -i statefulset/postgres -- psql -X -q -U postgres -d postgres -c \\password \"gayed_signals\"",
        "input \(value)", "input \(value)", head + "rollout restart statefulset/postgres",
        head + "rollout restart deployment/backend", head + "rollout status statefulset/postgres --timeout=15m",
        head + "rollout status deployment/backend --timeout=15m",
      ])
    #expect(!output.stdout.contains(value) && !output.stderr.contains(value))
    stage.environment["FAILING"] = "patch"
    #expect(try stage.run(script, ["SECRET_KEY", "--yes"]).status == 1)
    #expect(!(try stage.calls().contains { $0.contains("rollout") }))
    #expect(try stage.run(script, ["SECRET_KEY", "--dry-run"]).status == 0)
    #expect(try stage.calls().isEmpty)
  }
}
