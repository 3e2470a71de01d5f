import Emit
import JSON

/// A service on its way into the topology.
struct ServiceDraft {
  let name: String
  /// Where its files lie; after `settle` the folder that it is built from.
  var folder: String
  let file: ConfigFile?
  /// The word in a file's name, or the name of a process.
  var hint = ""
  var base = ServiceSettings()
  /// Those that have settings of their own, with all settings that hold there.
  var environments: [(name: String, settings: ServiceSettings)] = []
  var comments: [String] = []
  var dockerfile: String?
  var kind = ServiceSettings.Kind.worker
  var port: Int?
  /// Names of shared secrets and variables.
  var use: [String] = []
  var variables = YAMLMapping()
  var workers: Int?

  init(name: String, folder: String, file: ConfigFile?) {
    self.name = name
    self.folder = folder
    self.file = file
  }

  mutating func copyBuild(of sibling: ServiceDraft) {
    base.builder = sibling.base.builder
    base.dockerfilePath = sibling.base.dockerfilePath
    base.raw["build"] = sibling.base.raw["build"]
    base.watch = sibling.base.watch
  }

  /// Decides what the files leave open: the Dockerfile, the kind of process, the port.
  mutating func settle(_ dockerfiles: [String: Dockerfile], _ remarks: inout [Remark]) {
    settleDockerfile(dockerfiles, &remarks)
    let image = dockerfile.flatMap { dockerfiles[$0] }
    kind = base.schedule != nil ? .cron : isWeb(dockerfiles) || image?.port != nil && !soundsLikeWorker ? .web : .worker
    guard kind == .web else { return }
    port = portInCommand ?? image?.port
    if port == nil {
      port = Self.usualPort(base.start ?? "")
      remarks.append(Remark(place, nil, "the port of `\(name)` stands nowhere: \(port ?? 0) is the usual one"))
    }
  }

  private var place: String { file?.path ?? folder }

  private mutating func settleDockerfile(_ dockerfiles: [String: Dockerfile], _ remarks: inout [Remark]) {
    let wanted = base.dockerfilePath ?? "Dockerfile"
    let (near, far) = (RepositoryPath.join(folder, wanted), RepositoryPath.join(".", wanted))
    let isThere = dockerfiles[near] != nil || dockerfiles[far] != nil && base.dockerfilePath != nil
    if base.builder == .railpack || base.builder == nil && base.dockerfilePath == nil {
      guard dockerfiles[near] != nil, base.raw["build"]?["builder"] == nil else { return }
      if base.builder == .railpack {
        remarks.append(
          Remark(
            place, file?.line(of: "build.builder"),
            "`build.builder` counts for nothing: Railway builds the Dockerfile beside it"))
      }
    }
    base.builder = .dockerfile
    if !isThere {
      remarks.append(
        Remark(
          place, file?.line(of: "build.dockerfilePath"),
          "`\(wanted)` was not found: the path may count from a root directory that is set in the dashboard"))
    }
    if wanted.hasPrefix("/") || dockerfiles[near] == nil && dockerfiles[far] != nil {
      dockerfile = far
      folder = "."
    } else {
      dockerfile = near
    }
  }

  // MARK: Kind and port

  func isWeb(_ dockerfiles: [String: Dockerfile]) -> Bool {
    if base.healthPath != nil || hint == "web" || environments.contains(where: { $0.settings.healthPath != nil }) {
      return true
    }
    guard let start = base.start, !soundsLikeWorker else { return false }
    if start.contains("$PORT") || start.contains("${PORT") { return true }
    return ["uvicorn", "gunicorn", "hypercorn", "daphne", "next start", "runserver", "server.js", "http-server"]
      .contains {
        start.contains($0)
      }
  }

  private var soundsLikeWorker: Bool {
    let text = (base.start ?? "") + " " + hint
    return ["celery", " arq ", "rq worker", "dramatiq", "worker", "beat", "sidekiq", "scheduler"].contains {
      text.contains($0)
    }
  }

  /// `--port 8000`, `${PORT:-8000}`, `-b 0.0.0.0:8000`.
  private var portInCommand: Int? {
    guard let start = base.start else { return nil }
    for mark in ["${PORT:-", "--port ", "--port=", "-p ", "0.0.0.0:", "[::]:"] {
      guard let range = start.firstRange(of: mark) else { continue }
      let digits = start[range.upperBound...].prefix { $0.isASCII && $0.isNumber }
      if let number = Int(digits), (1...65_535).contains(number) { return number }
    }
    return nil
  }

  private static func usualPort(_ start: String) -> Int {
    if start.contains("next") || start.contains("node") || start.contains("npm") || start.contains("pnpm") {
      return 3000
    }
    if start.contains("uvicorn") || start.contains("gunicorn") || start.contains("python") { return 8000 }
    return 8080
  }
}
