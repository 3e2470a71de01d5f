package import Emit
package import IR
import Model

/// The example topologies as emitters get them: with recipes, which the samples leave to the service types.
package enum EmittedSamples {
  package static let gayed = prepared([SamplePrograms.gayedProduction, SamplePrograms.gayedStaging])
  package static let tradesense = prepared([SamplePrograms.tradesenseProduction, SamplePrograms.tradesenseStaging])

  private static let next = ServiceType.RecipeInput(nodeVersion: "22", tool: ToolChoice(.npm))

  package static func prepared(_ programs: [Program]) -> [Program] {
    var programs = programs
    for program in programs.indices {
      for index in programs[program].services.indices {
        let service = programs[program].services[index]
        guard service.build != nil else { continue }
        let recipe = recipe(of: service, in: programs[program])
        programs[program].services[index].build?.recipe = recipe
        if let server = service.server {
          programs[program].services[index].command = StartCommands.server(
            server, port: service.port ?? 0, workers: service.workers ?? 1)
          if server.kind == "gunicorn" {
            programs[program].services[index].localCommand = StartCommands.gunicornLocal(
              server, port: service.port ?? 0)
          }
        } else if service.type == "nextjs" {
          programs[program].services[index].localCommand = StartCommands.nextLocal
          programs[program].services[index].localBuild = StartCommands.nextBuild(next)
        }
      }
    }
    Program.settleImages(&programs)
    return programs
  }

  private static func recipe(of service: Service, in program: Program) -> Recipe {
    let code = service.codeOf.flatMap(program.service) ?? service
    return code.type == "nextjs"
      ? nextRecipe(next)
      : pythonRecipe(
        ServiceType.RecipeInput(
          pythonVersion: "3.12", serverKind: code.server?.kind, workerClass: code.server?.workerClass))
  }

  /// A single-page application alone, built by node and served by nginx.
  package static let staticSite: Program = {
    var program = Program(project: "site", environment: EnvironmentInfo(name: "production"))
    program.targets = ["railway"]
    var service = Service(
      name: "site", dns: "site", type: "static", category: .web,
      resources: Resources(cpuMilli: 500, memoryBytes: 512 << 20), stopGrace: 10_000)
    var build = Build(root: "web app")
    build.recipe = staticRecipe(next)
    build.args = [Variable(name: "VITE_TITLE", phase: .build, value: .literal("A title"))]
    service.build = build
    service.port = 8080
    service.health = Health(.http(path: "/"))
    service.env = [Variable(name: "PORT", value: .literal("8080"), origin: .key)]
    program.services = [service]
    return program
  }()

  /// What an emitter writes, by path.
  package static func files(
    _ emitter: any Emitter.Type, _ programs: [Program], layout: OutputLayout = OutputLayout()
  ) -> [String: String] {
    let emission = emitter.emit(EmitRequest(programs: programs, layout: layout, targets: programs[0].targets))
    return Dictionary(uniqueKeysWithValues: emission.files.map { (layout.location(of: $0), $0.content) })
  }
}
