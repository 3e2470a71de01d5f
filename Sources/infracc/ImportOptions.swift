import ArgumentParser
import Compiler
import Diagnostics
import Files
import Glibc
import Import
import JSON
import Output

/// What `init` and `migrate` have in common: what they read, and where the topology goes.
struct ImportOptions: ParsableArguments {
  @Option(name: [.short, .long], help: "The file to write; topology.yaml by default.")
  var output: String?

  @Flag(help: "Write the topology to standard output.")
  var stdout = false

  @Option(help: "The project name; by default the directory name.")
  var name: String?

  @Option(
    name: [.short, .customLong("target")], help: "A target of the topology; by default the platforms of the files.")
  var targets: [String] = []

  @Option(name: .customLong("from"), help: "A file to read, instead of all files found.", completion: .file())
  var from: [String] = []

  @Flag(help: "Replace an existing topology.")
  var force = false

  @Option(help: "How services and notes are printed.")
  var format = ListFormat.text

  /// Reads a repository, and writes the topology that it makes.
  /// - Parameters:
  ///   - needsDeploymentFiles: code alone is not enough.
  ///   - environments: names by the files that are theirs.
  ///   - verifies: what comes out is compared with what was read.
  func run(
    _ paths: [String], needsDeploymentFiles: Bool, environments: [String: String] = [:], verifies: Bool = false
  ) throws {
    let place = try Place(paths)
    let destination = output ?? (place.folder == "." ? "topology.yaml" : place.folder + "/topology.yaml")
    if !stdout, !force, TextFile.exists(destination) {
      Terminal.complain("infracc: `\(destination)` already exists; `--force` replaces it\n")
      throw ExitCode(ExitStatus.unwritten)
    }
    var request = request(place)
    request.environments = Dictionary(environments.map { (place.inner($0), $1) }) { first, _ in first }
    request.verifies = verifies
    let result = TopologyImport(request, in: DiskFiles.access(to: place.folder, links: .withinRepository))
    guard let topology = result.topology, result.hasDeploymentFiles || !needsDeploymentFiles else {
      try endWithout(result, paths, place, needsDeploymentFiles, destination)
      return
    }
    report(result, destination)
    if stdout { Terminal.write(document: topology) } else { try write(topology, to: destination) }
    if !stdout, format == .text { Terminal.complain("next: infracc check && infracc build\n") }
    if !result.errors.isEmpty {
      let errors = result.errors.map { "topology: \($0.code): \($0.message)\n" }.joined()
      Terminal.complain(errors + "infracc: internal error: the topology does not pass its own check\n")
      throw ExitCode(ExitStatus.internalFailure)
    }
    if !result.refused.isEmpty || result.proof?.hasUnnamedLoss ?? false { throw ExitCode(ExitStatus.findings) }
  }

  private func request(_ place: Place) -> TopologyImport.Request {
    var request = TopologyImport.Request()
    request.paths = place.paths
    request.from = from.map { place.inner($0) }
    request.name = name ?? place.name
    request.project = name
    request.targets = targets
    request.prefix = place.folder == "." ? "" : place.folder + "/"
    return request
  }

  private func write(_ topology: String, to destination: String) throws {
    do throws(FileProblem) {
      try TextFile.put(destination, Array(topology.utf8))
    } catch {
      Terminal.complain("infracc: cannot write `\(destination)`: \(error.reason)\n")
      throw ExitCode(ExitStatus.unwritten)
    }
  }

  // MARK: What is said

  private func report(_ result: TopologyImport, _ destination: String) {
    if format == .json { return Terminal.write(document: ImportReport(result, at: destination).json) }
    for remark in result.refused { Terminal.complain("\(remark.place.text): cannot be read: \(remark.text)\n") }
    if !stdout { Terminal.complain(Self.table(result, destination)) }
    if let proof = result.proof { Terminal.complain(ProofTable(proof).text) }
    guard !result.remarks.isEmpty else { return }
    Terminal.complain("\(Words.count(result.remarks.count, "note")):\n")
    for remark in result.remarks { Terminal.complain("  \(remark.place.text): \(remark.text)\n") }
  }

  private static func table(_ result: TopologyImport, _ destination: String) -> String {
    let rows = result.services
    let widths = (rows.map { $0.name.utf8.count }.max() ?? 0, rows.map { $0.type.utf8.count }.max() ?? 0)
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }
    let lines = rows.map { row in
      "  \(padded(row.name, widths.0))  \(padded(row.type, widths.1))  \(row.places.joined(separator: ", "))\n"
    }
    return "\(destination): \(Words.count(rows.count, "service"))\n" + lines.joined()
  }

  private func endWithout(
    _ result: TopologyImport, _ paths: [String], _ place: Place, _ needsDeploymentFiles: Bool, _ destination: String
  ) throws {
    for remark in result.refused { Terminal.complain("\(remark.place.text): cannot be read: \(remark.text)\n") }
    for remark in result.remarks { Terminal.complain("\(remark.place.text): \(remark.text)\n") }
    let names = paths.map { "`\($0)`" }.joined(separator: ", ")
    if !needsDeploymentFiles, result.refused.isEmpty {
      let topology = StarterTopology.text(project: ServiceNames.project(name ?? place.name))
      if stdout { Terminal.write(document: topology) } else { try write(topology, to: destination) }
      Terminal.complain(
        "\(destination): no known code was found in \(names): it contains a store, and a service as a comment\n"
      )
      return
    }
    if result.hasDeploymentFiles {
      Terminal.complain("infracc: no service in \(names) can be described\n")
      throw ExitCode(result.refused.isEmpty ? ExitStatus.usage : ExitStatus.findings)
    }
    Terminal.complain(
      "infracc: there is nothing to migrate in \(names): no compose file, railway.json, railway.toml, render.yaml, fly.toml, Procfile, app.json or Dockerfile was found\n"
        + "help: `infracc init` creates a topology from code alone\n")
    throw ExitCode(result.refused.isEmpty ? ExitStatus.usage : ExitStatus.findings)
  }
}

extension ImportOptions {
  /// What the paths of a command line lead to.
  struct Place {
    /// The directory that everything is read below.
    let folder: String
    /// Directories and files in it.
    let paths: [String]
    /// The name of the directory.
    let name: String

    init(_ arguments: [String]) throws {
      let isFile = { (path: String) in (try? Folder.open(path)) == nil }
      for path in arguments where isFile(path) && !TextFile.exists(path) {
        Terminal.complain("infracc: cannot read `\(path)`: it does not exist\n")
        throw ExitCode(ExitStatus.usage)
      }
      if arguments.count == 1, !isFile(arguments[0]) {
        (folder, paths) = (Self.clean(arguments[0]), ["."])
      } else if arguments.count == 1 {
        let place = ForeignInput.place(of: arguments[0])
        (folder, paths) = (place.folder, [place.path])
      } else {
        // Several of them: all lie below the current directory.
        guard arguments.allSatisfy({ !$0.hasPrefix("/") && !$0.split(separator: "/").contains("..") }) else {
          Terminal.complain("infracc: several paths must lie below the current directory\n")
          throw ExitCode(ExitStatus.usage)
        }
        (folder, paths) = (".", arguments.map(Self.clean))
      }
      name = RepositoryRoot.absolute(folder).last.map(String.init) ?? "project"
    }

    /// `./a/b/` as `a/b`.
    private static func clean(_ path: String) -> String {
      if path.hasPrefix("/") { return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }
      let parts = path.split(separator: "/").filter { $0 != "." }
      return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    /// A path of the command line as one below the directory.
    func inner(_ path: String) -> String {
      let clean = Self.clean(path)
      return folder != "." && clean.hasPrefix(folder + "/") ? String(clean.dropFirst(folder.count + 1)) : clean
    }
  }
}

/// What `--verify` prints: a line for each setting that is not equal, and how many are.
private struct ProofTable {
  let text: String

  init(_ proof: ImportProof) {
    func count(_ verdict: ImportProof.Row.Verdict) -> Int { proof.rows.count { $0.verdict == verdict } }
    var text = "verified: \(count(.equal)) equal, \(count(.stronger)) stronger, \(count(.lost)) lost\n"
    for row in proof.rows where row.verdict != .equal {
      let now = row.now.map { "`\($0)`" } ?? "absent"
      let reason = row.reason ?? "internal error: no note explains it"
      text += "  \(row.verdict.rawValue)  \(row.place.text): \(row.path) was `\(row.was)`, is \(now): \(reason)\n"
    }
    self.text = text
  }
}

/// What `--format json` prints.
private struct ImportReport {
  let json: String

  init(_ result: TopologyImport, at destination: String) {
    func list(_ remarks: [DraftRemark]) -> JSONValue {
      .array(
        remarks.map { remark in
          var members: [String: JSONValue] = ["path": .string(remark.place.path), "text": .string(remark.text)]
          if let line = remark.place.line { members["line"] = .int(line) }
          return .object(members)
        })
    }
    let services = result.services.map { service in
      JSONValue.object([
        "name": .string(service.name), "type": .string(service.type),
        "places": .array(service.places.map { .string($0) }),
      ])
    }
    var members: [String: JSONValue] = [
      "version": 1, "topology": .string(destination), "services": .array(services), "notes": list(result.remarks),
      "refused": list(result.refused), "sources": .array(result.sources.map { .string($0) }),
    ]
    if let proof = result.proof { members["verify"] = .array(proof.rows.map(Self.row)) }
    json = JSONWriter.pretty(.object(members)) + "\n"
  }

  private static func row(_ row: ImportProof.Row) -> JSONValue {
    var members: [String: JSONValue] = [
      "path": .string(row.path), "was": .string(row.was), "is": row.now.map { .string($0) } ?? .null,
      "verdict": .string(row.verdict.rawValue),
    ]
    if let reason = row.reason { members["reason"] = .string(reason) }
    return .object(members)
  }
}

/// The smallest topology, for a directory without code.
private enum StarterTopology {
  static func text(project: String) -> String {
    """
    infracc: 1
    project: \(project)
    targets: [compose]
    services:
      postgres: { version: 18 }
      # A service beside it, with its address:
      #
      # api:
      #   type: fastapi
      #   root: ./api
      #   public: true
      #   health: /health
      #   variables:
      #     DATABASE_URL: $<<postgres.DATABASE_URL>>

    """
  }
}
