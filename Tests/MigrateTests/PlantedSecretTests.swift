import Compiler
import Files
import Import
import TestSupport
import Testing

/// Values that nobody may see are planted wherever files have values: none is in the topology, or in what is said of it.
struct PlantedSecretTests {
  private static let mark = "Pl4ntedS3cret"

  /// Names under which any text is secret.
  private static let names = [
    "SECRET_KEY", "JWT_SECRET", "DB_PASSWORD", "DB_PASS", "ADMIN_PWD", "GITHUB_PAT", "PASSPHRASE", "API_KEY",
    "API_TOKEN",
    "SENTRY_DSN", "PASSWORD_SALT", "HASH_PEPPER", "TLS_CERTIFICATE", "PRIVATE_KEY", "STORAGE_SAS",
    "SERVICE_CREDENTIALS",
    "SLACK_WEBHOOK", "CLIENT_SECRET", "ENCRYPTION_KEY", "REDIS_PW",
  ]

  private static let schemes = [
    "postgresql", "postgres", "mysql", "mariadb", "mongodb", "mongodb+srv", "redis", "rediss", "amqp", "amqps", "smtp",
    "https",
  ]

  /// Variables with their values, each of which holds the mark.
  private static let planted: [(name: String, value: String)] = {
    var found = names.enumerated().map { (name: $1, value: "\(mark)\($0)x") }
    found += schemes.map { scheme in
      let name = scheme.filter(\.isLetter).uppercased()
      return (name: "OTHER_\(name)", value: "\(scheme)://user:\(mark)@host.internal-net.io/path")
    }
    found += [
      (name: "LIST", value: "one,amqp://guest:\(mark)@one.internal-net.io,two"),
      (name: "SETTINGS", value: "host=db.internal-net.io password=\(mark) user=a"),
      (name: "CALLBACK", value: "https://api.internal-net.io/x?token=\(mark)"),
      (name: "PAGE_KEY", value: "AKIA\(mark)ABCDEF"),
    ]
    return found
  }()

  private static func result(_ files: [(path: String, text: String)]) -> String {
    var request = TopologyImport.Request()
    request.name = "shop"
    let result = TopologyImport(request, in: .texts(files))
    return
      ([result.topology ?? ""] + (result.remarks + result.refused).map { $0.place.text + $0.text }
      + result.services.flatMap { [$0.name, $0.type] + $0.places }).joined(separator: "\n")
  }

  /// A file of each kind with one variable.
  private static let forms: [(path: String, text: @Sendable (String, String) -> String)] = [
    ("compose.yaml", { "services:\n  app:\n    image: app:1\n    environment:\n      \($0): '\($1)'\n" }),
    ("docker-compose.yml", { "services:\n  app:\n    image: app:1\n    environment: [ '\($0)=\($1)' ]\n" }),
    ("docker-compose.yaml", { "services:\n  app:\n    image: app:1\n    environment: { \($0): '${\($0):-\($1)}' }\n" }),
    ("compose.yml", { "services:\n  app:\n    build: { context: ., args: { \($0): '\($1)' } }\n" }),
    (
      "render.yaml",
      {
        "services:\n  - type: web\n    name: app\n    runtime: image\n    image: { url: app:1 }\n    envVars:\n"
          + "      - { key: \($0), value: '\($1)' }\n"
      }
    ),
    ("fly.toml", { "app = \"app\"\n[build]\nimage = \"app:1\"\n[env]\n\($0) = \"\($1)\"\n" }),
    ("app.json", { "{ \"name\": \"app\", \"env\": { \"\($0)\": { \"value\": \"\($1)\" } } }" }),
    ("Procfile", { "web: env \($0)=\($1) node server.js\n" }),
  ]

  @Test(arguments: forms.indices) func noneIsCopied(form: Int) {
    for (name, value) in Self.planted {
      let (path, text) = (Self.forms[form].path, Self.forms[form].text(name, value))
      let said = Self.result([(path, text), ("Dockerfile", "FROM scratch\n")])
      #expect(!said.contains(Self.mark), "\(path) \(name)=\(value)\n\(said)")
    }
  }

  @Test func noneOfATemplateIsCopied() {
    for (name, value) in Self.planted {
      for text in ["\(name)=\(value)\n", "# such as \(value)\n\(name)=\n", "\(name)=x # \(value)\n"]
      where
        !text.hasPrefix("#") && !text.contains(" # ") || value.contains("://")
      {
        let said = Self.result([
          (".env.example", text), ("railway.json", #"{"deploy": {"startCommand": "node x.js"}}"#),
        ])
        #expect(!said.contains(Self.mark), "\(text)\n\(said)")
      }
    }
  }

  /// The private key that a line of several holds.
  @Test func keysAreNotCopied() {
    let key = "-----BEGIN PRIVATE KEY-----\\nMIIEvQ\(Self.mark)IBADANBg\\n-----END PRIVATE KEY-----"
    for (path, text) in Self.forms.dropLast() {
      let said = Self.result([(path, text("SIGNING", key)), ("Dockerfile", "FROM scratch\n")])
      #expect(!said.contains(Self.mark), "\(path)\n\(said)")
    }
  }
}
