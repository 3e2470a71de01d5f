extension Program {
  /// Says of every generated image which service writes its Dockerfile and under what name: equal builds are shared
  /// (`sharedWith`), a second recipe of one root gets a name of its own, and a recipe that differs between environments
  /// becomes one file for each (`variant`).
  ///
  /// To be called once with the programs of all environments, since emitters that see one environment must agree with
  /// those that see all.
  package static func settleImages(_ programs: inout [Program]) {
    for index in programs.indices { programs[index].shareImages() }
    var recipes: [String: Recipe?] = [:]
    var differing: Set<String> = []
    var firstOfRoot: [String: String] = [:]
    for program in programs {
      for service in program.services {
        guard let build = service.build, build.isGenerated, build.sharedWith == nil else { continue }
        if let known = recipes[service.name], known != build.recipe { differing.insert(service.name) }
        recipes[service.name] = build.recipe
        if firstOfRoot[build.root] == nil { firstOfRoot[build.root] = service.name }
      }
    }
    for index in programs.indices {
      programs[index].nameImages(differing: differing, firstOfRoot: firstOfRoot)
      programs[index].makeIndex()
    }
  }

  /// The service whose Dockerfile makes the image of `service`: itself, or the one it shares with.
  package func imageOwner(of service: Service) -> Service {
    service.build?.sharedWith.flatMap(self.service) ?? service
  }

  private mutating func shareImages() {
    // Only what is built from one root can be one image, and most services have a root of their own.
    var countOfRoot: [String: Int] = [:]
    for service in services { if let root = service.build?.root { countOfRoot[root, default: 0] += 1 } }
    var owners: [ImageKey: String] = [:]
    for index in services.indices {
      guard let build = services[index].build, countOfRoot[build.root] ?? 0 > 1 else { continue }
      let key = ImageKey(build, services[index].buildVariables)
      if let owner = owners[key] {
        services[index].build?.sharedWith = owner
      } else {
        owners[key] = services[index].name
      }
    }
  }

  private mutating func nameImages(differing: Set<String>, firstOfRoot: [String: String]) {
    let variant = environment.name
    for index in services.indices {
      guard let build = services[index].build else { continue }
      let owner = build.sharedWith ?? services[index].name
      // A change makes a service of its own, and nearly all are as they are made.
      let isFirst = firstOfRoot[build.root].map { $0 == owner } ?? true
      if build.isFirstOfRoot != isFirst { services[index].build?.isFirstOfRoot = isFirst }
      if differing.contains(owner) { services[index].build?.variant = variant }
    }
  }
}

extension Build {
  /// A Dockerfile is written for it.
  package var isGenerated: Bool { self.builder == .dockerfile && self.dockerfile == nil && self.recipe != nil }
}

extension Service {
  /// What the build is given: `build.args` and the variables of phase `build`.
  package var buildVariables: [Variable] {
    (build?.args ?? []) + env.filter { $0.phase != .run }
  }
}

/// All that decides what comes out of a build. Services with equal keys have the same image.
private struct ImageKey: Hashable {
  var builder: Build.Builder
  var root: String
  var workspace: String?
  var dockerfile: String?
  var recipe: Recipe?
  var target: String?
  var secrets: [String]
  var push: String?
  var values: [String: Expression?]

  init(_ build: Build, _ variables: [Variable]) {
    builder = build.builder
    root = build.root
    workspace = build.workspace
    dockerfile = build.dockerfile
    recipe = build.recipe
    target = build.target
    secrets = build.secrets
    push = build.push
    values = Dictionary(variables.map { ($0.name, $0.value) }) { first, _ in first }
  }

  /// Recipes are large, and those of one root mostly equal: what people change of one tells them apart.
  func hash(into hasher: inout Hasher) {
    hasher.combine(root)
    hasher.combine(dockerfile)
    hasher.combine(push)
    hasher.combine(values)
    hasher.combine(recipe?.packages)
    hasher.combine(recipe?.stages.map(\.base))
  }
}
