import ArgumentParser
import Compiler
import Diagnostics
import Files
import Secrets
import Syntax

/// `infracc secrets --check`: values of env files against the rules.
struct SecretFileCheck {
  private let session: SecretSession
  private let environments: [String]
  private let paths: [String]
  private let format: String

  /// - Parameters:
  ///   - environments: one, or as many as `paths`.
  ///   - format: a word of `OutputFormat`.
  init(_ session: SecretSession, _ environments: [String], _ paths: [String], _ format: String) {
    self.session = session
    self.environments = environments
    self.paths = paths
    self.format = format
  }

  func run() throws {
    var sources = session.compilation.sources
    var checked: [(subject: SecretCheck.Subject, files: [EnvFile])] = []
    let files = try paths.map { try Self.read($0, into: &sources) }
    for (index, name) in environments.enumerated() {
      checked.append((try session.subject(name), environments.count == 1 ? files : [files[index]]))
    }
    var findings = checked.flatMap { SecretCheck.findings($0.subject, $0.files) }
    findings += SecretCheck.shared(checked)
    var options = FindingOptions()
    options.format = OutputFormat(rawValue: format) ?? .text
    options.show(findings, sources)
    if findings.contains(where: { $0.severity == .error }) { throw ExitCode(ExitStatus.findings) }
    if options.isForPeople {
      Terminal.write("\(Words.enumeration(paths)): \(findings.isEmpty ? "nothing to report" : "no errors")\n")
    }
  }

  /// Reads an env file; the program ends where it cannot be read.
  static func read(_ path: String, into sources: inout SourceSet) throws -> EnvFile {
    do throws(FileProblem) {
      let file = try NamedFile.read(path, atMost: EnvFile.mostBytes)
      return EnvFile(
        path: InputOptions.name(of: path), bytes: file.bytes, permissions: file.permissions,
        isTracked: file.permissions != nil && GitCheckout.keeps(path), in: &sources)
    } catch {
      let finding = Diagnostic(
        .unreadableFile, at: .nowhere, "cannot read `\(InputOptions.name(of: path))`: \(error.reason)")
      FindingOptions().show([finding], SourceSet())
      throw ExitCode(ExitStatus.usage)
    }
  }
}
