import IR

/// Images that Railway builds because it mounts no files: given images with the files of a service, the configuration of
/// a store or of a proxy, or the script of a backup.
struct RailwayImages {
  /// The programs, with a build instead of each image that gets files.
  let programs: [Program]
  /// What the builds need.
  let files: [EmittedFile]

  init(_ programs: [Program], _ layout: OutputLayout) {
    var adapted: [Program] = []
    var files: [EmittedFile] = []
    for program in programs {
      var result = program
      for index in program.services.indices {
        var service = program.services[index]
        if service.isProxy { service = RailwayProxy.adapted(service, in: program) }
        if let image = RailwayImage(service, program, layout) {
          files += image.files
          service = image.service
        }
        if service != program.services[index] { result.services[index] = service }
      }
      adapted.append(result)
    }
    self.programs = adapted
    self.files = files
  }
}

/// The image of one service in one environment.
private struct RailwayImage {
  /// As it is deployed.
  let service: Service
  let files: [EmittedFile]

  init?(_ service: Service, _ program: Program, _ layout: OutputLayout) {
    guard service.build == nil, service.canHaveFiles(RailwayEmitter.capabilities), let base = service.image
    else { return nil }
    let environment = program.environment.name
    let folder = OutputLayout.path(environment, RailwayEmitter.name, service.dns)
    func place(_ path: String) -> String {
      OutputLayout.relative(
        from: layout.topologyFolder, to: layout.location(of: EmittedFile(path: path, content: "")))
    }
    var copies: [ImageFiles.Copy] = []
    var files: [EmittedFile] = []
    if service.isProxy {
      files.append(RailwayProxy.file(of: service, in: program, folder, layout))
      copies.append(
        .init(
          source: place(folder + "/" + ProxyServer.file),
          target: ProxyServer.configurationPath + "/" + ProxyServer.file))
    }
    let backup = RailwayBackup.image(of: service, in: program, folder, layout)
    if let backup {
      files.append(backup.script)
      copies.append(.init(source: place(backup.script.path), target: RailwayBackup.script))
    }
    // Settings that no start command can express are read from a file of the image.
    if let store = service.store, let path = store.container.configurationPath,
      let configuration = Emitters.configuration(of: service, in: program),
      configuration.startCommand(volume: RailwayEmitter.capabilities.volumeVariable) == nil
    {
      copies.append(
        .init(
          source: place(OutputLayout.path(environment, Emitters.folder(of: store), service.dns)) + "/",
          target: path + "/"))
    }
    for file in service.files {
      if case .repository(let path) = file.source { copies.append(.init(source: path, target: file.path)) }
    }
    let texts = service.composedFiles.filter { $0.value.fixedText != nil }
    files += ComposedFile.emitted(environment, RailwayEmitter.name, texts.map { (service, $0) }) { $0.fixedText ?? "" }
    copies += texts.map { text in
      .init(
        source: place(ComposedFile.path(environment, RailwayEmitter.name, service, text)), target: text.path)
    }
    guard !copies.isEmpty else { return nil }
    let image = ImageFiles(
      base: base, copies: copies, remark: "Image of `\(service.name)` with its files, which Railway cannot mount.",
      beginning: backup?.beginning)
    let header = layout.header(.hash, for: environment)
    files += [
      EmittedFile(path: folder + "/Dockerfile", header: header) { image.dockerfile.write(to: &$0) },
      EmittedFile(path: folder + "/Dockerfile.dockerignore", header: header) { $0.write(image.ignoreFile) },
    ]
    self.files = files
    var result = service
    var build = Build(root: ".")
    build.dockerfile = place(folder + "/Dockerfile")
    build.watch = [place(folder) + "/**"] + image.sources.filter { !$0.hasPrefix(place(folder)) }
    result.build = build
    result.image = nil
    self.service = result
  }
}

extension Program {
  /// The domains that Railway's edge assigns to a service: a proxy gets those of the services behind it, which would
  /// otherwise bypass it.
  func railwayDomains(of service: Service) -> [String] {
    if service.isProxy { return service.exposure.isPublic ? ProxySites(service).hosts : [] }
    let taken = proxies.filter(\.exposure.isPublic).flatMap { ProxySites($0).hosts }
    return service.exposure.domains.filter { !taken.contains($0.lowercased()) }
  }
}

/// A proxy on Railway, whose edge has the certificates: the server forwards to the private domains of the others.
private enum RailwayProxy {
  /// The service with what its configuration reads.
  static func adapted(_ service: Service, in program: Program) -> Service {
    var result = service
    var variables = [Variable(name: "PORT", value: .literal(String(service.port ?? 8080)), origin: .key)]
    var seen: Set<String> = []
    for route in service.proxy?.routes ?? [] where seen.insert(route.service).inserted {
      guard let target = program.service(route.service) else { continue }
      variables.append(
        Variable(
          name: variable(target), value: .output(service: target.name, name: "private_host"), origin: .key,
          reason: "private host of \(target.dns)"))
    }
    result.env = variables + service.env
    return result
  }

  /// Its configuration, in its directory.
  static func file(
    of service: Service, in program: Program, _ folder: String, _ layout: OutputLayout
  ) -> EmittedFile {
    var place = ProxyServer.Place(port: .variable("PORT"), host: { .variable(variable($0)) })
    place.isSecure = true
    place.trusted = ["0.0.0.0/0", "::/0"]
    place.trustNote = "Only Railway's edge and the private network reach the port."
    let document = ProxyServer(service, in: program, at: place).document
    return EmittedFile(
      path: folder + "/" + ProxyServer.file, header: layout.header(.hash, for: program.environment.name)
    ) { document.write(to: &$0) }
  }

  @Sendable private static func variable(_ service: Service) -> String { service.variablePrefix + "_HOST" }
}
