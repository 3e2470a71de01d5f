import ArgumentParser
import Compiler
import Diagnostics
import Emit
import Files
import Glibc
import IR
import Output
import Secrets
import Syntax

/// `infracc secrets --from`: brings the values of an env file into the form of a platform.
struct SecretSupply {
  private let session: SecretSession
  private let environment: String
  private let source: String
  private let form: SecretsForm
  private let output: String?
  private let have: String?

  /// - Parameters:
  ///   - source: an env file; `-` for standard input.
  ///   - output: a file; nil for standard output, which must be no terminal.
  ///   - have: a file with names that are set already, one a line.
  init(
    _ session: SecretSession, _ environment: String, from source: String, _ form: SecretsForm, to output: String?,
    have: String?
  ) {
    self.session = session
    self.environment = environment
    self.source = source
    self.form = form
    self.output = output
    self.have = have
  }

  func run() throws {
    if output == nil, isatty(1) == 1 {
      Terminal.complain("infracc: values would be shown; pipe it, or name a file (`-o FILE`)\n")
      throw ExitCode(ExitStatus.usage)
    }
    let subject = try session.subject(environment)
    let (inventory, program) = try session.inventory(environment)
    var sources = session.compilation.sources
    let file = try SecretFileCheck.read(source, into: &sources)
    let findings = SecretCheck.findings(subject, [file])
    FindingOptions().show(findings, sources)
    if findings.contains(where: { $0.severity == .error }) { throw ExitCode(ExitStatus.findings) }
    let known = try Set(have.map(names) ?? [])
    let values = file.values
    let pairs = inventory.needed.compactMap { secret -> (name: String, value: String)? in
      guard !known.contains(secret.name), let value = values[secret.name], !value.isEmpty else { return nil }
      return (secret.name, value)
    }
    let request = EmitRequest(programs: [program], layout: session.places.layout, targets: program.targets)
    switch form.write(SecretValues(pairs), request) {
    case .failure(let refusal):
      Terminal.complain("infracc: \(refusal.reason)\n")
      throw ExitCode(ExitStatus.findings)
    case .success(let text):
      if let output { try write(text, to: output) } else { Terminal.write(document: text) }
    }
  }

  private func names(in path: String) throws -> [String] {
    do throws(FileProblem) {
      let file = try NamedFile.read(path, atMost: EnvFile.mostBytes)
      return file.bytes.split { $0 <= 0x20 }.map { String(decoding: $0, as: UTF8.self) }
    } catch {
      Terminal.complain("infracc: cannot read `\(path)`: \(error.reason)\n")
      throw ExitCode(ExitStatus.usage)
    }
  }

  private func write(_ text: String, to path: String) throws {
    let folder = InputOptions.folder(of: path)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard GitCheckout.leavesOut(name, below: folder) else {
      Terminal.complain("infracc: git would take `\(path)`: add it to `.gitignore`; nothing was written\n")
      throw ExitCode(ExitStatus.unwritten)
    }
    do throws(FileProblem) {
      try PrivateFile.put(name, below: folder, Array(text.utf8))
    } catch {
      Terminal.complain("infracc: cannot write `\(path)`: \(error.reason)\n")
      throw ExitCode(ExitStatus.unwritten)
    }
  }
}
