import Diagnostics
import Model
import Testing

extension Result {
  var value: Success? { try? get() }
}

/// `E0213 -> replacement`, or `ok` and what was read.
func outcome<T>(_ result: Result<T, ValueProblem>, _ show: (T) -> String) -> String {
  switch result {
  case .success(let value): show(value)
  case .failure(let problem): problem.kind.code + (problem.replacement.map { " -> " + $0.text } ?? "")
  }
}

@Suite struct ValueTests {
  @Test(arguments: [
    ("512MiB", "536870912"), ("1GiB", "1073741824"), ("1.5GiB", "1610612736"), ("512MB", "536870912"),
    ("512mb", "536870912"), ("1GB", "1073741824"), ("4096B", "4096"), ("0.3GiB", "322122547"), ("1TB", "1099511627776"),
    ("0B", "0"), ("512", "E0211 -> 512MiB"), ("536870912", "E0211 -> 536870912B"), ("1GB SSD", "E0213 -> 1GB"),
    ("10GB SSD", "E0213 -> 10GB"), ("1g", "E0213 -> 1GiB"), ("512M", "E0213 -> 512MiB"), ("512 MiB", "E0213 -> 512MiB"),
    ("1Gi", "E0213 -> 1GiB"), ("", "E0213"), ("MiB", "E0213"), ("-1GiB", "E0213"), ("1.GiB", "E0213"),
    ("99999999TiB", "E0224"), ("999999999999999999999GiB", "E0213"), ("1GiBx", "E0213"), ("é", "E0213"),
  ])
  func sizes(_ text: String, _ expected: String) {
    #expect(outcome(ByteSize.parse(text)) { String($0.bytes) } == expected)
  }

  @Test(arguments: [
    (1 << 30, "1 GiB", "1GiB"), (322_122_547, "307.2 MiB", "322122547B"), (3 << 29, "1.5 GiB", "1536MiB"),
    (1000, "1000 B", "1000B"), (0, "0 B", "0B"), (201_326_592, "192 MiB", "192MiB"), (1024, "1 KiB", "1KiB"),
  ])
  func sizesForPeople(_ bytes: Int, _ people: String, _ canonical: String) {
    #expect(ByteSize(bytes: bytes).description == people)
    #expect(ByteSize(bytes: bytes).canonical == canonical)
    #expect(ByteSize.parse(canonical).value?.bytes == bytes)
  }

  @Test(arguments: [
    ("0.5", "500"), ("2", "2000"), ("500m", "500"), ("0.125", "125"), ("0.01", "10"), ("0.001", "E0224"),
    ("0", "E0224"), ("1 vCPU", "E0213 -> 1"), ("50%", "E0213 -> 0.5"), ("0.0005", "E0213"), ("2 cores", "E0213 -> 2"),
    ("two", "E0213"), ("0.5m", "E0213"),
  ])
  func processors(_ text: String, _ expected: String) {
    #expect(outcome(CPUAmount.parse(text)) { String($0.millicores) } == expected)
  }

  @Test func processorsForPeople() {
    #expect(CPUAmount(millicores: 1500).description == "1.5 vCPU")
    #expect(CPUAmount(millicores: 250).description == "0.25 vCPU")
    #expect(CPUAmount(millicores: 2000).description == "2 vCPU")
    #expect(CPUAmount(millicores: 10).canonical == "0.01")
  }

  @Test(arguments: [
    ("250ms", "250"), ("30s", "30000"), ("5m", "300000"), ("2h", "7200000"), ("14d", "1209600000"),
    ("1h30m", "5400000"), ("0s", "0"), ("300", "E0211 -> 300s"), ("5 min", "E0213 -> 5m"), ("30 sec", "E0213 -> 30s"),
    ("1.5h", "E0213 -> 1h30m"), ("2w", "E0213 -> 14d"), ("30m1h", "E0213"), ("5M", "E0213"), ("s", "E0213"),
    ("1h30", "E0213"), ("40000d", "E0224"), ("99999999999999999999s", "E0213"), ("5minutes", "E0213 -> 5m"),
  ])
  func durations(_ text: String, _ expected: String) {
    #expect(outcome(Interval.parse(text)) { String($0.milliseconds) } == expected)
  }

  @Test func durationsForPeople() {
    #expect(Interval.seconds(25).description == "25 s")
    #expect(Interval.seconds(300).description == "5 min")
    #expect(Interval.seconds(5400).description == "1 h 30 min")
    #expect(Interval(milliseconds: 1500).canonical == "1s500ms")
    #expect(Interval(milliseconds: 1500).wholeSeconds == 2)
    #expect(Interval.parse(Interval(milliseconds: 90_061_001).canonical).value?.milliseconds == 90_061_001)
  }

  @Test(arguments: [
    ("75%", "7500"), ("0%", "0"), ("100%", "10000"), ("12.5%", "1250"), ("101%", "E0224"), ("120%", "E0224"),
    ("0.75", "E0224 -> 75%"), ("75", "E0211 -> 75%"), ("75 %", "E0213 -> 75%"), ("x%", "E0213"),
    ("75 percent", "E0213 -> 75%"),
  ])
  func percentages(_ text: String, _ expected: String) {
    #expect(outcome(Percent.parse(text)) { String($0.hundredths) } == expected)
  }

  @Test func sharesAreRoundedDown() {
    #expect(Percent(60).of(.mebibytes(512)).bytes == 322_122_547)
    #expect(Percent(75).of(.gibibytes(1)).bytes == 805_306_368)
    #expect(Percent(hundredths: 1250).description == "12.5 %")
    guard case .failure(let problem) = Percent.parse("120%", in: 1...90) else {
      Issue.record("120% was read")
      return
    }
    #expect(problem.message == "120 % is out of range (1–90)")
  }

  @Test(arguments: [
    ("8000", "8000"), ("1", "1"), ("65535", "65535"), ("0", "E0224"), ("65536", "E0224"), ("587x", "E0213"),
    ("", "E0213"), ("-1", "E0213"), ("99999999999999999999", "E0224"), ("0x1F", "E0213"),
  ])
  func ports(_ text: String, _ expected: String) {
    #expect(outcome(PortNumber.parse(text), \.description) == expected)
  }

  @Test(arguments: [
    ("postgres:16", "postgres|16"), ("ghcr.io/me/app:1.2", "ghcr.io/me/app|1.2"), ("redis", "redis|-"),
    ("localhost:5000/app", "localhost:5000/app|-"), ("Postgres:16", "E0213 -> postgres:16"), ("a b", "E0213"),
    ("app:", "E0213"), ("app@sha256:12", "E0213"), ("", "E0213"), ("a//b", "E0213"), ("my__app", "my__app|-"),
    ("my..app", "E0213"),
  ])
  func images(_ text: String, _ expected: String) {
    let shown = outcome(ImageReference.parse(text)) { image in
      (image.registry.map { $0 + "/" } ?? "") + image.repository + "|" + (image.tag ?? "-")
    }
    #expect(shown == expected)
  }

  @Test func imagesThatMove() {
    #expect(ImageReference.parse("redis:latest").value?.isMoving == true)
    #expect(ImageReference.parse("redis:7").value?.isMoving == false)
    let digest = "redis@sha256:" + String(repeating: "a1", count: 32)
    #expect(ImageReference.parse(digest).value?.isMoving == false)
    #expect(ImageReference.parse(digest).value?.description == digest)
  }

  @Test(arguments: [
    ("DATABASE_URL", "DATABASE_URL"), ("_X1", "_X1"), ("databaseUrl", "databaseUrl"), ("9X", "E0208"),
    ("A-B", "E0208 -> A_B"), ("", "E0208"), ("A B", "E0208 -> A_B"),
  ])
  func variableNames(_ text: String, _ expected: String) {
    #expect(outcome(VariableName.parse(text), \.text) == expected)
  }

  @Test func upperCasing() {
    #expect(VariableName.upperCased("databaseUrl") == "DATABASE_URL")
    #expect(VariableName.parse("databaseUrl").value?.isUpperCase == false)
    #expect(VariableName.parse("X_1").value?.isUpperCase == true)
  }

  @Test(arguments: [
    ("Docs Frontend", "docs-frontend"), ("docs_frontend", "docs-frontend"), ("Postgres", "postgres"), ("9api", "E0208"),
    ("a  b", "E0208"), ("a-", "E0208"), ("a.b", "E0208"), ("Shared", "E0209"), ("self", "E0209"), ("", "E0208"),
    ("abcdefghijklmnopqrstuvwxyz0123456", "E0208"),
    ("abcdefghijklmnopqrstuvwxyz012345", "abcdefghijklmnopqrstuvwxyz012345"),
  ])
  func serviceNames(_ text: String, _ expected: String) {
    #expect(outcome(ServiceName.parse(text), \.folded) == expected)
  }
}
