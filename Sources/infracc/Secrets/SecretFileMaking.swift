import ArgumentParser
import Compiler
import Diagnostics
import Emit
import Files
import IR
import Output
import Probes
import Secrets
import Syntax

/// `infracc secrets --generate`: makes what can be made, and keeps everything that is there.
struct SecretFileMaking {
  private let session: SecretSession
  private let environment: String

  init(_ session: SecretSession, _ environment: String) {
    self.session = session
    self.environment = environment
  }

  /// An env file of the environment as it is on disk.
  private struct Found {
    let file: EnvFileNeeds.File
    let top: String
    /// As messages name it.
    let path: String
    let present: (bytes: [UInt8], isPrivate: Bool)?
  }

  func run() throws {
    let subject = try session.subject(environment)
    let (inventory, program) = try session.inventory(environment)
    let needs = session.needs(of: program)
    guard !needs.files.isEmpty else {
      Terminal.complain("infracc: no target of `\(environment)` reads an env file\n")
      throw ExitCode(ExitStatus.usage)
    }
    let found = try needs.files.map(find)
    for file in found where !GitCheckout.leavesOut(file.file.path, below: file.top) {
      let name = file.file.path.split(separator: "/").last ?? ""
      let build = file.file.base == .output ? "run `infracc build`, which writes `\(file.top)/.gitignore`, or " : ""
      Terminal.complain(
        "infracc: git would take `\(file.path)`: \(build)add `\(name)` to `.gitignore`; nothing was written\n")
      throw ExitCode(ExitStatus.unwritten)
    }
    try refuseConflicts(found, subject)
    let result = EnvFileFilling(inventory).run(
      found.map { item in
        EnvFileFilling.File(
          path: item.path, bytes: item.present?.bytes, example: item.file.example, quoted: item.file.quoted)
      })
    for (file, text) in zip(found, result.texts) where file.present?.bytes != text || file.present?.isPrivate != true {
      do throws(FileProblem) {
        try PrivateFile.put(file.file.path, below: file.top, text)
      } catch {
        throw Self.unwritten(file.path, error)
      }
    }
    for (name, path) in result.unwritable {
      Terminal.complain("infracc: `\(path)` cannot hold the value of `\(name)`: write it there in another form\n")
    }
    Terminal.write("\(Words.enumeration(found.map(\.path))): \(result.summary)\n")
  }

  private func find(_ file: EnvFileNeeds.File) throws -> Found {
    let top = file.base == .output ? session.places.folders.output : session.places.folders.repository
    let path = top == "." ? file.path : top + "/" + file.path
    do throws(FileProblem) {
      let present = try PrivateFile.read(file.path, below: top, atMost: EnvFile.mostBytes)
      return Found(file: file, top: top, path: path, present: present)
    } catch {
      throw Self.unwritten(path, error)
    }
  }

  private static func unwritten(_ path: String, _ problem: FileProblem) -> ExitCode {
    Terminal.complain("infracc: `\(path)` \(problem.isKind ? "" : "cannot be written: ")\(problem.reason)\n")
    return ExitCode(ExitStatus.unwritten)
  }

  /// Where files disagree or cannot be read, nobody knows which values are in use.
  private func refuseConflicts(_ found: [Found], _ subject: SecretCheck.Subject) throws {
    var sources = session.compilation.sources
    let files = found.compactMap { item in
      item.present.map {
        EnvFile(path: item.path, bytes: $0.bytes, permissions: nil, isTracked: false, in: &sources)
      }
    }
    let conflicts = SecretCheck.conflicts(subject, files)
    guard !conflicts.isEmpty else { return }
    FindingOptions().show(conflicts, sources)
    Terminal.complain("nothing was written\n")
    throw ExitCode(ExitStatus.findings)
  }
}

extension FileProblem {
  /// Whether the reason is a sentence about the file: `is a symbolic link`.
  fileprivate var isKind: Bool { reason.hasPrefix("is ") }
}
