import Foundation
import TestSupport
import Testing

/// `build --diff`: a patch of the generated files.
struct BuildDifferenceTests {
  private func repository() throws -> TemporaryFolder {
    let folder = try Shop.folder()
    try folder.write("", to: "api/main.py")
    let build = try infracc("build", "--no-fs", "--no-probe", in: folder)
    #expect(build.status == 0, "\(build.stderr)")
    #expect(try run("git", ["init", "-q"], directory: folder.path).status == 0)
    return folder
  }

  private func build(_ options: String..., in folder: TemporaryFolder) throws -> Output {
    try run(
      try Repository.program, ["build", "--no-fs", "--no-probe"] + options, environment: ["LC_ALL": "C"],
      directory: folder.path)
  }

  @Test func gitTakesThePatch() throws {
    let folder = try repository()
    // A changed file, a new one and one that goes.
    let text = try folder.text("topology.yaml").replacingOccurrences(of: "version: 18", with: "version: 17")
      .replacingOccurrences(of: "targets: [compose, procfile]", with: "targets: [compose, railway]")
    try folder.write(text, to: "topology.yaml")
    let before = folder.files().sorted()
    let patch = try build("--dry-run", "--diff", in: folder)
    #expect(patch.status == 0, "\(patch.stderr)")
    #expect(folder.files().sorted() == before)
    #expect(patch.stdout.contains("\n+    image: postgres:17"))
    #expect(patch.stdout.contains("\nnew file mode 100644\n") && patch.stdout.contains("\ndeleted file mode 100644\n"))
    try folder.write(patch.stdout, to: "patch")
    let check = try run("git", ["apply", "--check", "patch"], directory: folder.path)
    #expect(check.status == 0, "\(check.stderr)")
    #expect(try run("git", ["apply", "patch"], directory: folder.path).status == 0)
    // What the patch makes is what a build writes.
    let after = try build("--dry-run", "--diff", in: folder)
    #expect(after.status == 0 && after.stdout.isEmpty, "\(after.stdout)")
  }

  @Test func checkShowsWhatIsOutOfDate() throws {
    let folder = try repository()
    #expect(try build("--check", "--diff", in: folder).stdout.isEmpty)
    let text = try folder.text("topology.yaml").replacingOccurrences(of: "version: 18", with: "version: 17")
    try folder.write(text, to: "topology.yaml")
    let output = try build("--check", "--diff", in: folder)
    #expect(output.status == 4 && output.stdout.contains("+++ b/infra/production/compose/docker-compose.yml"))
    // Alone it writes, and shows what it wrote.
    let written = try build("--diff", in: folder)
    #expect(written.status == 0 && written.stdout == output.stdout)
    #expect(try build("--check", in: folder).status == 0)
  }

  @Test func anEditedFileIsShownBesideWhatWouldBeWritten() throws {
    let folder = try repository()
    let path = "infra/production/compose/docker-compose.yml"
    let text = try folder.text(path).replacingOccurrences(
      of: "services:\n", with: "services:\n  # password: hunter2-and-more\n")
    try folder.write(text + "x-note: mine\n", to: path)
    let output = try build("--dry-run", "--diff", in: folder)
    #expect(output.stdout.contains("\n-x-note: mine\n"))
    #expect(!output.stdout.contains("hunter2"))
    #expect(try folder.text(path).hasSuffix("x-note: mine\n"))
  }

  @Test func aPatchGoesWithNoOtherOutput() throws {
    let folder = try Shop.folder()
    #expect(try build("--diff", "--emit-ir", in: folder).status == 2)
  }
}
