/// Correct topologies of all shapes, made of a seed: several services of every kind that refer to each other, to shared
/// variables and to secrets, in three environments.
struct GeneratedTopology {
  let text: String

  init(seed: UInt64) {
    var random = Random(seed: seed)
    text = Self.write(&random)
  }

  private static func write(_ random: inout Random) -> String {
    let count = 1 + random.below(4)
    let names = (0..<count).map { "service-\($0)" }
    let domains = names.filter { _ in random.flip() }.map { name in
      "\(name): { public: \(random.one(of: ["\(name).example.com", "[a.\(name).example.com, b.\(name).example.com]"])) }"
    }
    let services = names.enumerated().map { service($1, index: $0, siblings: names, &random) }.joined()
    return """
      infracc: 1
      project: generated
      targets: [\(random.one(of: ["compose", "railway", "railway, compose", "compose, procfile"]))]
      secrets:
        SIGNING_KEY: generate
        PROVIDER_KEY: { source: external, charset: url }
        MAYBE_KEY: optional
      variables:
        REGION_NAME: { value: eu-\(random.below(90)), type: string }
        ZONE?: \(random.one(of: ["zone-a", "", "{ value: zone-b, type: string }", "{ doc: Where it runs }"]))
        MAIN_DATABASE: $<<db.DATABASE_URL>>
      services:
        db: { type: postgres, version: \(random.one(of: ["15", "16", "17"])) }
        redis: {}
      \(services)environments:
        production: { services: { \(domains.joined(separator: ", ")) } }
        staging:
          variables: { REGION_NAME: us }
          services: { service-0: { variables: { OWN: "changed $<<self.port>>" } } }
        preview: { kind: preview, from: staging, ttl: 2d }

      """
  }

  private static func service(_ name: String, index: Int, siblings: [String], _ random: inout Random) -> String {
    let type = index == 0 ? "fastapi" : random.one(of: ["fastapi", "flask", "nextjs", "static"])
    var lines = [
      "  \(name):", "    type: \(type)", "    health: /health", "    public: true",
      // Compose publishes them on one machine.
      "    port: \(8000 + index)",
    ]
    lines += [
      "    use: [\(random.one(of: ["SIGNING_KEY", "SIGNING_KEY, PROVIDER_KEY", "REGION_NAME, SIGNING_KEY, MAYBE_KEY, ZONE"]))]"
    ]
    lines += ["    pools: { db: { size: 1, overflow: \(random.below(3)) } }"]
    let ownSecret = name.uppercased().replacing("-", with: "_") + "_KEY"
    lines += [
      "    secrets: { \(ownSecret): \(random.one(of: ["generate", "external", "optional", "{ source: optional }"])) }"
    ]
    lines += ["    variables:", "      OWN: own-\(random.below(100))"]
    lines.append(
      random.one(of: [
        "      LIMIT?: 8", "      LIMIT: { source: external, value: 8, type: int }", "      LIMIT?:",
        "      LIMIT: { source: external, required: false }", "      LIMIT: { source: optional, doc: a limit }",
      ]))
    var number = 0
    for _ in 0..<(2 + random.below(8)) {
      lines.append("      VALUE_\(number): \(value(&random, siblings: siblings))")
      number += 1
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func value(_ random: inout Random, siblings: [String]) -> String {
    let other = random.one(of: siblings)
    let references = [
      "$<<db.DATABASE_URL>>", "$<<db.url>>", "$<<db.DATABASE_URL | driver(\"asyncpg\")>>",
      "$<<db.DATABASE_URL | with(application_name=\"a b\")>>",
      "$<<db.url | with(a=\"1\") | with(b=\"2&3\")>>", "$<<db.url | with(a=\"1\") | with(a=\"2\")>>",
      "$<<db.PGHOST>>", "$<<db.host>>", "$<<db.password>>", "$<<db.url | password>>", "$<<db.url | host>>",
      "$<<redis.REDIS_URL>>", "$<<redis.url | db(3)>>", "$<<redis.REDISHOST>>", "$<<redis.port>>",
      "$<<\(other).private_url>>", "$<<\(other).private_url | path(\"/v1\")>>", "$<<\(other).public_url>>",
      "$<<\(other).public_url | path(\"/x\")>>", "$<<\(other).origin>>", "$<<\(other).PORT>>", "$<<\(other).port>>",
      "$<<\(other).RAILWAY_PRIVATE_DOMAIN>>", "$<<\(other).RAILWAY_PUBLIC_DOMAIN>>", "$<<\(other).OWN>>",
      "$<<OWN>>", "$<<self.OWN>>", "$<<self.name>>", "$<<self.replicas>>", "$<<self.memory | mib>>",
      "$<<shared.REGION_NAME>>", "$<<shared.SIGNING_KEY>>", "$<<shared.MAIN_DATABASE>>",
      "$<<shared.PROVIDER_KEY | urlencode>>", "$<<environment.name>>", "$<<project.name>>",
    ]
    switch random.below(4) {
    case 0: return "plain-\(random.below(1000))"
    case 1:
      return "'pre \(random.one(of: references))-\(random.one(of: references)) $$<<no>> post'"
    case 2: return "[$<<\(other).origin>>, https://fixed.example.com]"
    default: return random.one(of: references)
    }
  }
}
