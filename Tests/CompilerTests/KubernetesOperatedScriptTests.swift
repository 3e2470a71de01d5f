import Compiler
import Emit
import Testing

/// What the scripts and the page say of a store that an operator runs.
@Suite("Scripts beside an operator")
struct KubernetesOperatedScriptTests {
  private static func file(_ name: String, backup: String = "") throws -> String {
    let text = KubernetesOperatorTests.topology(backup)
    let files = Checked(text).compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file)
    return try #require(files.first { $0.path.hasSuffix("kubernetes/" + name) }).content
  }

  private static let backup =
    ", backup: { schedule: \"0 3 * * *\", keep: 9d, to: { url: s3://backups/shop, secret: BUCKET } }"

  @Test("the account and the keys of the bucket are made in the form that the operator reads")
  func secrets() throws {
    let lines = try Self.file("secrets.sh", backup: Self.backup).split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex(of: "secret postgres-app kubernetes.io/basic-auth"))
    #expect(lines[start + 1] == "literal username app")
    #expect(lines[start + 2].hasPrefix("generate password "))
    #expect(lines[start + 3] == "secret bucket")
    #expect(lines[start + 4].hasPrefix("external ACCESS_KEY_ID BUCKET required before \"${BUCKET-}\""))
    #expect(lines[start + 5].hasPrefix("external SECRET_ACCESS_KEY BUCKET required after \"${BUCKET-}\""))
    let plain = try Self.file("secrets.sh")
    #expect(!plain.contains("BUCKET"))
  }

  @Test("a deployment waits for the object of the operator, between the stores and the services")
  func waiting() throws {
    let script = try Self.file("deploy.sh")
    let wait = try #require(script.firstRange(of: "cluster.postgresql.cnpg.io/postgres"))
    let data = try #require(script.firstRange(of: "overlay 1-data"))
    let services = try #require(script.firstRange(of: "overlay 3-serve"))
    #expect(data.upperBound < wait.lowerBound && wait.upperBound < services.lowerBound)
    #expect(!script.contains("statefulset/postgres"))
  }

  @Test("the page names the operator, and where copies lie")
  func page() throws {
    let page = try Self.file("README.md", backup: Self.backup)
    for text in ["the operator CloudNativePG", "the Barman Cloud plug-in", "`s3://backups/shop`", "keeps 9 days"] {
      #expect(page.contains(text), "\(text)")
    }
    let plain = try Self.file("README.md")
    #expect(plain.contains("No backup is made of `postgres`") && !plain.contains("Barman"))
  }
}
