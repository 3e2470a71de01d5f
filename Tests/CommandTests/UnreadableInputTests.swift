import TestSupport
import Testing

/// A topology that cannot be read is wrong usage: exit code 2.
@Suite struct UnreadableInputTests {
  @Test(arguments: ["missing.yaml", "missing/topology.yaml"])
  func isReportedAsE0101(path: String) throws {
    let folder = try TemporaryFolder()
    let output = try run(Repository.program, ["check", path], directory: folder.path)
    #expect(output.status == 2)
    #expect(output.stderr.contains("error[E0101]: cannot read `\(path)`"), "\(output.stderr)")
    #expect(output.stdout.isEmpty)
  }
}
