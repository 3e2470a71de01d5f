import Diagnostics
import IR
import JSON

/// What only this emitter can know to be lost or approximated; the rest follows from its capabilities.
enum ComposeFindings {
  static func all(_ project: ComposeProject) -> [EmitFinding] {
    var findings: [EmitFinding] = []
    let allowed = project.bind.allBytes { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
        UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "["),
        UInt8(ascii: "]"):
        true
      default: false
      }
    }
    if !allowed || project.bind.isEmpty {
      findings.append(
        EmitFinding(
          .cannotExpress, "compose cannot publish ports on `\(project.bind)`, which is no IP address", span: nil,
          help: ["write an address of this machine: `options: { compose: { bind: 127.0.0.1 } }`"]))
    }
    for problem in ComposeACME.problems(project.program) {
      findings.append(
        EmitFinding(
          .cannotExpress, problem.message, span: project.program.optionPlaces[ComposeEmitter.name]?[problem.option],
          help: [problem.help]))
    }
    for option in ComposeACME.unused(project.program) {
      findings.append(
        EmitFinding(
          .dropped, "compose has no use for `options.compose.\(option.name)` in `\(project.program.environment.name)`",
          span: project.program.optionPlaces[ComposeEmitter.name]?[option.name], notes: [option.reason]))
    }
    for clash in project.ports.clashes { findings.append(finding(clash)) }
    for service in project.program.services { findings += self.findings(service, project) }
    return findings + ComposeRawFindings.all(project)
  }

  private static func text(_ value: JSONValue) -> String {
    value.string.map { "`\($0)`" } ?? value.int.map { "port \($0)" } ?? "what is not a port"
  }

  private static func finding(_ clash: ComposePorts.Clash) -> EmitFinding {
    let port = clash.ports.lowerBound
    return EmitFinding(
      .addressTakenTwice,
      clash.first.name == clash.second.name
        ? "two ports of `\(clash.first.name)` are published on port \(port) of this machine"
        : "`\(clash.first.name)` and `\(clash.second.name)` are both published on port \(port) of one machine",
      span: clash.second.span, related: clash.first.span.map { [($0, "takes \(port)")] } ?? [],
      help: [
        "remove one of the two `options.compose.publish`: a service without it gets the next free port",
        "or publish it elsewhere: `options: { compose: { publish: \(clash.ports.upperBound + 1) } }`",
      ])
  }

  private static func findings(_ service: Service, _ project: ComposeProject) -> [EmitFinding] {
    var findings: [EmitFinding] = []
    if let backup = ComposeBackup(service, project), backup.backup.secondOfDay == nil {
      findings.append(
        EmitFinding(
          .approximated, "compose does not start the backup of `\(service.name)` by itself", span: service.span,
          subject: [.name("backup")],
          notes: ["only a daily schedule runs inside compose; `\(backup.backup.schedule)` is another one"],
          help: [
            "let the machine's cron run `docker compose run --rm \(backup.name)`, or write a daily schedule"
          ]))
    }
    for need in service.needs {
      guard let other = project.program.service(need.service), !project.profiles.runs(other, whenever: service) else {
        continue
      }
      let edge = project.program.edges(from: service.name).first { $0.to == other.name && $0.kind == .startup }
      let names = Words.enumeration(project.profiles[other])
      findings.append(
        EmitFinding(
          .needsOnRequest, "`\(service.name)` needs `\(other.name)`, which compose starts only on request",
          span: edge?.span ?? service.span,
          notes: ["`\(other.name)` has the profile \(names); Docker Compose refuses such a file"],
          help: [
            other.category == .cron
              ? "remove the need: a cron job runs by its schedule"
              : "give both the same profiles, or remove those of `\(other.name)`"
          ]))
    }
    return findings + ofOptions(service, project) + ofImage(service)
  }

  /// Options of compose that have no effect, or cannot have the one that is written.
  private static func ofOptions(_ service: Service, _ project: ComposeProject) -> [EmitFinding] {
    var findings: [EmitFinding] = []
    findings += ofPublished(service, project)
    if service.options[ComposeEmitter.name]?["read_only"] != nil, !project.runsGeneratedImage(service) {
      findings.append(
        EmitFinding(
          .cannotExpress, "`read_only` has no effect on `\(service.name)`, whose image infracc does not generate",
          span: service.span, subject: [.name("read_only")],
          help: ["write it under `raw: { compose: { read_only: true } }` if the image runs that way"]))
    } else if let option = service.options[ComposeEmitter.name]?["read_only"],
      option.bool == true || option.string == "true", ComposeVolumes.copiesFiles(service, project)
    {
      findings.append(
        EmitFinding(
          .cannotExpress, "compose cannot put the files of `\(service.name)` into a read-only container",
          span: service.span, subject: [.name("read_only")],
          notes: ["it copies secrets and texts with values of the env file while it makes the container"],
          help: ["remove `read_only`, or mount files of the repository as they are"]))
    }
    return findings
  }

  /// `publish` with a value that is no port, and for a port that is not published.
  private static func ofPublished(_ service: Service, _ project: ComposeProject) -> [EmitFinding] {
    guard let option = ComposePorts.option(service) else { return [] }
    func finding(_ message: String, notes: [String] = [], help: [String]) -> EmitFinding {
      EmitFinding(
        .cannotExpress, message, span: service.span, subject: [.name("publish")], notes: notes, help: help)
    }
    var findings: [EmitFinding] = []
    if let own = ComposePorts.ownOption(service) {
      if ComposePorts.written(service) == nil {
        findings.append(
          finding(
            "compose cannot publish `\(service.name)` on \(text(own))",
            notes: ["`options.compose.publish` is the first port on this machine, 1 to 65535, one for each replica"],
            help: ["write a port, such as `publish: 8081`, or remove the option for the next free one"]))
      } else if !project.isPublished(service) {
        findings.append(
          finding(
            "compose publishes no port of `\(service.name)`, which is "
              + (service.exposure.isPublic ? "reached through a proxy" : "not public"),
            help: [
              service.exposure.isPublic
                ? "remove `options.compose.publish`" : "write `public: true`, or remove `options.compose.publish`"
            ]))
      }
    }
    for (name, value) in (option.object ?? [:]).sorted(by: { $0.key < $1.key }) where name != ServiceKey.port.name {
      if !service.ports.contains(where: { $0.name == name }) {
        let names = service.ports.map(\.name)
        let nearest = Suggestion.nearest(to: name, among: names + [ServiceKey.port.name])
        let help =
          !nearest.isEmpty
          ? "did you mean \(Words.alternatives(nearest))?"
          : names.isEmpty ? "name it: `ports: { \(name): 9000 }`" : "it has the ports \(Words.enumeration(names))"
        findings.append(
          finding("compose cannot publish `\(name)`: `\(service.name)` has no such port", help: [help]))
      } else if value.bool == nil, ComposePorts.host(value, service) == nil {
        findings.append(
          finding(
            "compose cannot publish port `\(name)` of `\(service.name)` on \(text(value))",
            help: ["write a port of this machine, such as `\(name): 9001`, or `true` for the next free one"]))
      }
    }
    return findings
  }

  /// The help for a command beside the path: a complete one where the image is known to have a program for it.
  private static func probeCommand(_ path: String, of service: Service) -> String {
    let port = service.health?.port ?? service.port ?? 80
    guard let command = service.image.flatMap(ImageTools.init(image:))?.request(path, port: port) else {
      return "name a command beside the path, of a program that the image has: `health: { path: \(path), command: … }`"
    }
    let text = command.contains("\"") ? "'" + command.replacing("'", with: "''") + "'" : command
    return "name a command beside the path: `health: { path: \(path), command: \(text) }`"
  }

  /// What depends on the image that runs.
  private static func ofImage(_ service: Service) -> [EmitFinding] {
    var findings: [EmitFinding] = []
    if case .http(let path)? = service.health?.check, ComposeHealth.test(service) == nil {
      findings.append(
        EmitFinding(
          .approximated, "compose does not ask `\(path)` of `\(service.name)`", span: service.span,
          subject: [.name("health")],
          notes: [
            "compose runs a command inside the container, and which programs its image has is not known",
            "services that need it wait until it has started, not until it is healthy",
          ],
          help: [probeCommand(path, of: service)]))
    }
    if service.build?.builder == .railpack, service.build?.sharedWith == nil {
      let variable = ComposeProject.imageVariable(service)
      findings.append(
        EmitFinding(
          .approximated, "compose cannot build `\(service.name)` with Railpack", span: service.span,
          subject: [.name("build")],
          notes: ["the compose file runs the image named by `\(variable)` in its env file"],
          help: ["build the image elsewhere and name it there, or give the service a Dockerfile"]))
    }
    return findings
  }
}
