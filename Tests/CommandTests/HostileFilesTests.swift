import Foundation
import Glibc
import TestSupport
import Testing

/// `check` is run on branches of others: nothing in one makes a command wait, read without end, or read or write outside
/// of the repository.
@Suite struct HostileFilesTests {
  private static let secret = "DEPLOY_PHRASE=visible"

  private func place(_ kind: String, at path: String) throws {
    switch kind {
    case "pipe": try #require(mkfifo(path, 0o644) == 0)
    case "directory": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    default: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: kind)
    }
  }

  @Test(arguments: ["pipe", "/dev/zero", "/proc/self/environ", "/etc/passwd", "../secret.yaml", "directory"])
  func noCommandReadsSuchATopology(_ kind: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("# \(Self.secret)\n", to: "secret.yaml")
    try folder.write("", to: "checkout/.git/HEAD")
    try place(kind, at: folder.path("checkout/topology.yaml"))
    for arguments in [["check"], ["build"], ["fix"], ["fmt"], ["refs"], ["fix", "--dry-run"], ["fmt", "--check"]] {
      let output = try run(
        try Repository.program, arguments, environment: ["DEPLOY_PHRASE": "visible", "NO_COLOR": "1"],
        directory: folder.path("checkout"), limit: 60)
      #expect(output.status == 2, "\(arguments) \(output)")
      #expect(output.stderr.contains("error[E0101]: cannot read `topology.yaml`"), "\(output.stderr)")
      #expect(!(output.stdout + output.stderr).contains("visible") && !output.stderr.contains("root:x:"))
    }
    #expect(try folder.text("secret.yaml") == "# \(Self.secret)\n")
  }

  /// Within the repository a link is a file like others, and what is behind it is what is formatted.
  @Test func linksWithinTheRepositoryAreFollowed() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: ".git/HEAD")
    let formatted = try infracc("fmt", "-", input: Shop.topology).stdout
    try folder.write(formatted.replacingOccurrences(of: "project: shop", with: "project:   shop"), to: "base/shop.yaml")
    try FileManager.default.createDirectory(atPath: folder.path("deploy"), withIntermediateDirectories: false)
    try place("../base/shop.yaml", at: folder.path("deploy/topology.yaml"))
    #expect(try infracc("fmt", "deploy/topology.yaml", in: folder).status == 0)
    #expect(try folder.text("base/shop.yaml") == formatted)
    #expect(try infracc("check", "deploy/topology.yaml", in: folder).status == 0)
  }

  @Test func tooLargeATopologyIsRefused() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "topology.yaml")
    #expect(truncate(folder.path("topology.yaml"), 1 << 40) == 0)
    #expect(try infracc("check", in: folder).stderr.contains("larger than 16 MiB"))
  }

  @Test(arguments: ["Procfile", "railway.json", "railway.toml", "Dockerfile", ".env.example", "nixpacks.toml"])
  func migrateReadsRegularFilesOnly(_ name: String) throws {
    for kind in ["pipe", "/dev/zero", "/etc/passwd", "../secret"] {
      let folder = try TemporaryFolder()
      try folder.write(Self.secret, to: "secret")
      try folder.write(#"{"deploy": {"startCommand": "run"}}"#, to: "checkout/api/railway.json")
      try place(kind, at: folder.path("checkout/\(name)"))
      let output = try run(
        try Repository.program, ["migrate", ".", "--stdout"], directory: folder.path("checkout"), limit: 60)
      #expect(output.status == 1, "\(kind): \(output.stderr)")
      #expect(output.stderr.contains("\(name): cannot be read: "), "\(output.stderr)")
      #expect(output.stdout.contains("api:"), "the rest is migrated")
      #expect(
        !(output.stdout + output.stderr).contains("visible") && !(output.stdout + output.stderr).contains("root:x:"))
    }
  }

  /// A file that cannot be written is as it was: what is there is not cut first.
  @Test func migrateReplacesAsAWhole() throws {
    let folder = try TemporaryFolder()
    try folder.write(#"{"deploy": {"startCommand": "run"}}"#, to: "railway.json")
    let old = String(repeating: "# old\n", count: 2_000)
    try folder.write(old, to: "topology.yaml")
    let output = try run(
      "/bin/sh",
      [
        "-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" migrate . -o topology.yaml --force 2>/dev/null",
        try Repository.program,
      ],
      directory: folder.path)
    #expect(output.status == 3)
    #expect(try folder.text("topology.yaml") == old)
    #expect(folder.files() == ["railway.json", "topology.yaml"])
    try FileManager.default.removeItem(atPath: folder.path("topology.yaml"))
    try folder.write("outside", to: "target")
    try FileManager.default.createDirectory(atPath: folder.path("checkout"), withIntermediateDirectories: false)
    try place("../target", at: folder.path("checkout/topology.yaml"))
    try folder.write(#"{"deploy": {"startCommand": "run"}}"#, to: "checkout/railway.json")
    let linked = try run(
      try Repository.program, ["migrate", ".", "-o", "topology.yaml", "--force"], directory: folder.path("checkout"))
    #expect(linked.status == 3 && linked.stderr.contains("leads out of the repository"), "\(linked.stderr)")
    #expect(try folder.text("target") == "outside")
  }

  @Test func theShorterNameIsFound() throws {
    let folder = try TemporaryFolder()
    try folder.write(Shop.topology, to: "topology.yml")
    let found = try infracc("check", in: folder)
    #expect(found.status == 0 && found.stderr.contains("topology.yml: no errors or warnings in 2 environments\n"))
    #expect(try infracc("build", in: folder).status == 0)
    #expect(try infracc("refs", in: folder).status == 0)
    try folder.write(Shop.broken, to: "topology.yaml")
    #expect(try infracc("check", in: folder).status == 1, "the usual name comes first")
  }
}
