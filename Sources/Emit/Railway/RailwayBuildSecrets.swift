import IR

/// Secrets of builds on Railway. Railpack mounts every variable of a service as a secret of its build (its page on
/// secrets, architecture/secrets, 2026-11). A Dockerfile gets no variable as a secret mount (railwayapp/docs#1158,
/// 2026-05), which is why capabilities have no build secrets.
enum RailwayBuildSecrets {
  /// The program with a variable for each secret that a build by Railpack reads.
  static func added(to program: Program) -> Program {
    var program = program
    for index in program.services.indices {
      guard let build = program.services[index].build, build.builder == .railpack else { continue }
      for id in build.secrets {
        guard let secret = program.secret(id), program.services[index].variable(secret.env) == nil,
          !build.args.contains(where: { $0.name == secret.env })
        else { continue }
        program.services[index].env.append(
          Variable(
            name: secret.env, phase: .build, marks: .init(isSecret: true, known: "provision"),
            surface: .variable(service: "shared", name: id.split(separator: "/").last.map(String.init) ?? id),
            value: .secret(id: id), isRequired: secret.isRequired, origin: .use,
            reason: "a secret of the build", span: program.services[index].spans[.buildSecrets]))
      }
    }
    return program
  }
}
