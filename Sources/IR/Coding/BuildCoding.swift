import JSON

extension Coder where Value == Build {
  static let build: Coder<Build> = Coder.record(
    "build", Build(root: "")
  ) {
    Member("builder", \.builder, .word())
    Member("root", \.root, .text, "Folder of the code, relative to the topology.")
    Member("workspace", \.workspace, .optional(.text), "Directory above `root` that the image is built from.")
    Member("dockerfile", \.dockerfile, .optional(.text), "A hand-written one, relative to the topology.")
    Member.derived("generated", \.isGenerated, .bool, "A Dockerfile is made from `recipe`.")
    Member("recipe", \.recipe, .optional(.recipe))
    Member("account", \.account, .optional(.account), "The user of a hand-written Dockerfile, where it is a number.")
    Member("target", \.target, .optional(.text), "A stage of the Dockerfile.")
    Member("args", \.args, .list(.variable), "Values for `ARG`, beside the variables of phase `build`.")
    Member("command", \.command, .optional(.text), "What Railpack runs to build, in place of what it finds.")
    Member("secrets", \.secrets, .list(.text), "Ids of secrets that are mounted while building.")
    Member("watch", \.watch, .list(.text))
    Member("push", \.push, .optional(.text), "Name under which the image is pushed, without a tag.")
    Member("sharedWith", \.sharedWith, .optional(.text), "The service that builds this very image.")
    Member("nestedRoots", \.nestedRoots, .list(.text), "Roots of siblings inside this one.")
    Member("firstOfRoot", \.isFirstOfRoot, .bool)
    Member("variant", \.variant, .optional(.text), "The environment, where recipes differ between environments.")
  }
}

extension Coder where Value == Recipe {
  static let recipe: Coder<Recipe> = Coder.record(
    "recipe", Recipe(stages: [], ignore: [], probe: nil)
  ) {
    Member("stages", \.stages, .list(.stage))
    Member("packages", \.packages, .list(.text), "Operating-system packages.")
    Member("buildPackages", \.buildPackages, .list(.text).or([]), "Operating-system packages of the build alone.")
    Member("registries", \.registries, .list(.registry).or([]), "Registries of packages that need a secret.")
    Member("releaseStage", \.releaseStage, .optional(.text), "The stage that a release command runs in.")
    Member("emptyFolder", \.emptyFolder, .optional(.stageFolder), "An empty directory, where the image has no shell.")
    Member("settings", \.settings, .list(.pair).or([]), "Variables that the programs read wherever they run.")
    Member("ignore", \.ignore, .list(.text), "Patterns for the ignore file.")
    Member("scratch", \.scratch, .list(.scratch), "Directories that must be writable where the image is read-only.")
    Member("probe", \.probe, .optional(.probe))
    Member("stopSignal", \.stopSignal, .text)
    Member("shell", \.hasShell, .bool.or(true), "Whether the final image has a shell.")
  }
}

extension Coder where Value == Recipe.Stage {
  static let stage: Coder<Recipe.Stage> = Coder.record(
    "stage", Recipe.Stage("", base: "", steps: [])
  ) {
    Member("name", \.name, .text)
    Member("base", \.base, .text)
    Member("steps", \.steps, .list(.step))
  }
}

extension Coder where Value == Recipe.Scratch {
  static let scratch: Coder<Recipe.Scratch> = Coder.record("scratch", Recipe.Scratch("")) {
    Member("path", \.path, .text)
    Member("owner", \.owner, .optional(.number), "Id of user and group; absent: every user may write.")
  }
}

extension Coder where Value == Recipe.Registry {
  static let registry: Coder<Recipe.Registry> = Coder.record("registry", Recipe.Registry(secret: "")) {
    Member("secret", \.secret, .text, "Id of the secret.")
    Member("exports", \.exports, .list(.pair), "Variables of the tool, which the shell makes of the secret.")
  }
}

extension Coder where Value == Recipe.StageFolder {
  static let stageFolder: Coder<Recipe.StageFolder> = Coder.record(
    "stageFolder", Recipe.StageFolder(stage: "", path: "")
  ) {
    Member("stage", \.stage, .text)
    Member("path", \.path, .text)
  }
}

extension Coder where Value == Recipe.Pair {
  static let pair: Coder<Recipe.Pair> = Coder.record("pair", Recipe.Pair("", "")) {
    Member("name", \.name, .text)
    Member("value", \.value, .text)
  }
}

extension Coder where Value == Recipe.Cache {
  static let cache: Coder<Recipe.Cache> = Coder.record(
    "cache", Recipe.Cache(path: "")
  ) {
    Member("path", \.path, .text)
    Member("off", \.off, .optional(.pair), "Switches the cache off where none is mounted.")
    Member("unmounted", \.unmounted, .list(.text).or([]), "Comments where none is mounted.")
  }
}

extension Coder where Value == Recipe.Step {
  static let step: Coder<Recipe.Step> = Coder.choice("step", Choice(tag: "k", cases: files + commands))

  @ListBuilder<Case<Recipe.Step>> private static var files: [Case<Recipe.Step>] {
    Case("comment", Part("text", .text), make: { .comment($0) }) {
      if case .comment(let text) = $0 { text } else { nil }
    }
    Case("environment", Part("values", .list(.pair)), make: { .environment($0) }) {
      if case .environment(let pairs) = $0 { pairs } else { nil }
    }
    Case("workdir", Part("path", .text), make: { .workdir($0) }) {
      if case .workdir(let path) = $0 { path } else { nil }
    }
    Case("copySources", Part("paths", .list(.text)), Part("to", .text), make: { .copySources($0, to: $1) }) {
      if case .copySources(let paths, let to) = $0 { (paths, to) } else { nil }
    }
    Case(
      "copyManifests", Part("paths", .list(.text)), Part("optional", .list(.text)), Part("to", .text),
      make: { .copyManifests($0, optional: $1, to: $2) }
    ) {
      if case .copyManifests(let paths, let optional, let to) = $0 { (paths, optional, to) } else { nil }
    }
    Case(
      "copyFrom", Part("stage", .text), Part("path", .text), Part("to", .text), Part("owner", .optional(.text)),
      make: { .copyFrom(stage: $0, path: $1, to: $2, owner: $3) }
    ) {
      if case .copyFrom(let stage, let path, let to, let owner) = $0 { (stage, path, to, owner) } else { nil }
    }
    Case("user", Part("name", .text), make: { .user($0) }) {
      if case .user(let name) = $0 { name } else { nil }
    }
  }

  @ListBuilder<Case<Recipe.Step>> private static var commands: [Case<Recipe.Step>] {
    Case("run", Part("commands", .list(.text)), make: { .run($0) }) {
      if case .run(let commands) = $0 { commands } else { nil }
    }
    Case(
      "install", Part("commands", .list(.text)), Part("cache", .optional(.cache)),
      make: { .install($0, cache: $1) }
    ) {
      if case .install(let commands, let cache) = $0 { (commands, cache) } else { nil }
    }
    Case(
      "build", Part("commands", .list(.text)), Part("cache", .optional(.cache)),
      make: { .build($0, cache: $1) }
    ) {
      if case .build(let commands, let cache) = $0 { (commands, cache) } else { nil }
    }
    Case("packages", make: { .packages }) { $0 == .packages ? () : nil }
    Case("buildPackages", make: { .buildPackages }) { $0 == .buildPackages ? () : nil }
  }
}
