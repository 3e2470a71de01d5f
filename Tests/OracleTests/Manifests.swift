import Foundation
import TestSupport
import Testing

/// Topologies that were built for Kubernetes, each in a folder of its own, and the checks of `manifests` over them: the
/// Python package beside the fixtures that reads manifests as a cluster does.
struct Manifests: Sendable {
  let folder: TemporaryFolder

  /// The examples, with the target and its options.
  static let examples = Result { try Manifests("build-examples") }
  /// The topologies of other tests, put to this target.
  static let others = Result { try Manifests("build-others") }
  /// Topologies made of a seed.
  static let generated = Result { try Manifests("build-generated", ["--scenario", "0-30"]) }
  /// One service with many texts that mean something to a shell, to YAML or to a kubelet.
  static let texts = Result { try Manifests("build-texts", ["--scenario", "4000"]) }

  /// What was built, by name.
  enum Kind: String, CaseIterable, Sendable {
    case examples, others, generated, texts

    var built: Result<Manifests, any Error> {
      switch self {
      case .examples: Manifests.examples
      case .others: Manifests.others
      case .generated: Manifests.generated
      case .texts: Manifests.texts
      }
    }
  }

  private init(_ check: String, _ arguments: [String] = []) throws {
    folder = try TemporaryFolder()
    let faults = try faults(check, arguments)
    guard faults.isEmpty else { throw TestSupportError(faults.joined(separator: "\n")) }
  }

  /// Fails with what a check finds.
  func expectNone(
    _ check: String, _ arguments: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try faults(check, arguments)
    #expect(found.isEmpty, "\(found.prefix(30).joined(separator: "\n"))", sourceLocation: sourceLocation)
  }

  /// What a check finds, a line each.
  private func faults(_ check: String, _ arguments: [String] = []) throws -> [String] {
    let tools = [
      "venv/bin/python", "checkov/bin/checkov", "kubectl/1.35/kubectl", "kubectl/1.36/kubectl", "kubectl/1.37/kubectl",
    ]
    for tool in tools where !FileManager.default.isExecutableFile(atPath: "\(Tools.folder)/\(tool)") {
      throw TestSupportError("`\(tool)` is missing; `.ci/setup --tests` installs it")
    }
    let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let output = try run(
      "\(Tools.folder)/venv/bin/python",
      ["-m", "manifests", check, "--output", folder.path, "--tools", Tools.folder, "--program", Repository.program]
        + ["--repository", Repository.root] + arguments,
      environment: [
        "PATH": "\(Tools.folder)/venv/bin:\(search)", "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": Repository.path("Tests/Fixtures/oracles"),
      ], limit: 900)
    let lines = (output.stdout + output.stderr).split(separator: "\n").map(String.init)
    // A check that fails and prints nothing has failed.
    return lines.isEmpty && output.status != 0 ? ["\(check) ended with \(output.status)"] : lines
  }
}
