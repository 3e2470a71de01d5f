import Diagnostics
package import IR

/// Scripts that deploy an environment, look at it, go back, bring data back, and promote a version. What a target needs
/// comes from the target; what all of them share is here.
package enum ScriptsEmitter: Emitter {
  package static let name = "scripts"
  package static let summary =
    "shell scripts that deploy, check, go back, stop, restore and promote, for the targets beside it"
  package static let files = [
    "<environment>/scripts/smoke.sh", "<environment>/scripts/<target>/*.sh",
    "<environment>/scripts/restore.sh (a store with dumps)", "scripts/promote.sh (two environments or more)",
  ]
  package static let scope = EmitterScope.project
  package static let role = EmitterRole.companion
  package static let options: [EmitterOption] = []
  package static let writesSmokeTest = true
  package static let capabilities: Capabilities = {
    var capabilities = Capabilities()
    // What runs on one's own machine is started by hand.
    capabilities.runsOnMachines = false
    return capabilities
  }()

  package static func uncommittedFiles(_ request: EmitRequest) -> [UncommittedFile] {
    Emitters.all.filter { request.targets.contains($0.name) }.flatMap { $0.scripts(request)?.keptFiles ?? [] }
  }

  package static func lines(
    on target: any Emitter.Type, _ request: EmitRequest
  ) -> (@Sendable (OperationTask) -> [String]?)? {
    guard let directory = target.operation(request)?.directory, let scripts = target.scripts(request)?.scripts else {
      return nil
    }
    let (layout, environment) = (request.layout, request.program.environment.name)
    let paths = scripts.map { item in
      let path = OutputLayout.script(item.name, of: target.name, in: environment)
      return OutputLayout.relative(
        from: layout.repositoryPath(directory), to: OutputLayout.join(layout.outputFolder, path))
    }
    let typed = Array(zip(scripts, paths))
    return { task in typed.lazy.compactMap { script, path in script.lines(task, path) }.first }
  }

  package static func emit(_ request: EmitRequest) -> Emission {
    var emission = Emission()
    var environments: [PromoteScript.Environment] = []
    for (index, program) in request.programs.enumerated() {
      let targets = Emitters.all.filter { emitter in
        program.targets.contains(emitter.name) && request.targets.contains(emitter.name)
          && emitter.builds(program.environment.kind)
      }
      let own = EmitRequest(programs: [program], layout: request.layout, targets: targets.map { $0.name })
      let operated = targets.compactMap { target in
        target.scripts(own).map { (target: target, scripts: $0) }
      }
      if request.wantsFindings {
        emission.findings += findings(program, index, targets, operated.map { $0.target.name })
        emission.findings += operated.flatMap(\.scripts.findings).map { finding in
          var finding = finding
          finding.program = index
          return finding
        }
      }
      if request.isForFindings || operated.isEmpty { continue }
      emission.files += files(program, request.layout, operated)
      environments.append(
        PromoteScript.Environment(
          name: program.environment.name,
          promotions: operated.compactMap { item in
            item.scripts.promotion.map { (target: item.target.name, promotion: $0) }
          }))
    }
    if let promote = PromoteScript(environments, request.layout) {
      emission.files.append(
        file(PromoteScript.path, request.layout, for: "all environments") { promote.script.write(to: &$0) })
    }
    return emission
  }

  private static func findings(
    _ program: Program, _ index: Int, _ targets: [any Emitter.Type], _ operated: [String]
  ) -> [EmitFinding] {
    targets.filter { !operated.contains($0.name) }.map { target in
      EmitFinding(
        .dropped, "\(target.title) has no scripts", program: index, span: program.targetPlaces[target.name],
        subject: [.name(target.name)], notes: ["it deploys nothing that a script could check or bring back"])
    }
  }

  private static func files(
    _ program: Program, _ layout: OutputLayout, _ operated: [(target: any Emitter.Type, scripts: TargetScripts)]
  ) -> [EmittedFile] {
    let environment = program.environment.name
    var files = [
      file(OutputLayout.smokeTest(environment), layout, for: environment) { SmokeScript(program).script.write(to: &$0) }
    ]
    for (target, scripts) in operated {
      files += scripts.scripts.map { script in
        file(OutputLayout.script(script.name, of: target.name, in: environment), layout, for: environment) {
          script.script().write(to: &$0)
        }
      }
    }
    files += RestoreScript.all(program).map { item in
      file(item.path, layout, for: environment) { item.script().write(to: &$0) }
    }
    return files
  }

  private static func file(
    _ path: String, _ layout: OutputLayout, for subject: String, _ body: @escaping @Sendable (inout TextWriter) -> Void
  ) -> EmittedFile {
    EmittedFile(
      path: path, header: layout.header(.hash, for: subject, shebang: "#!/bin/sh"), isExecutable: true, body: body)
  }
}

/// A script that brings a dump of a store back, where the server is reached.
struct RestoreScript: Sendable {
  let service: Service
  /// Its file in the output directory: with the name of the store where there are several.
  let path: String
  let script: @Sendable () -> ShellScript

  /// Those of an environment, in order of declaration.
  static func all(_ program: Program) -> [RestoreScript] {
    let stores = program.services.compactMap { service in
      Emitters.configuration(of: service, in: program)?.restoreScript.map { (service: service, script: $0) }
    }
    let folder = OutputLayout.scripts(program.environment.name)
    return stores.map { service, script in
      let name = stores.count < 2 ? "restore.sh" : "restore-\(service.dns).sh"
      return RestoreScript(service: service, path: folder + "/" + name, script: script)
    }
  }
}
