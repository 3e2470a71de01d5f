import IR

/// `railway/README.md`: the steps that no file of this target can hold, with the commands of Railway's CLI.
struct RailwayReadme {
  let programs: [Program]
  let files: RailwayFiles
  let names: RailwayNames
  let project: String

  init(_ programs: [Program], _ files: RailwayFiles) {
    self.programs = programs
    self.files = files
    self.names = RailwayNames(programs[0])
    self.project = programs[0].project
  }

  /// A step of the page; its number is that of its turn.
  struct Section {
    let heading: String
    let text: String

    init(_ heading: String, _ text: String) {
      self.heading = heading
      self.text = text
    }
  }

  func rendered() -> String {
    let stores = RailwayStoreSteps(programs, names, files).rendered()
    let sections = [environments, secrets].compactMap(\.self) + stores + [services, afterwards].compactMap(\.self)
    return introduction
      + sections.enumerated().map { "\n## \($0.offset + 1). \($0.element.heading)\n\n" + $0.element.text }.joined()
  }

  private var standard: [Program] { programs.filter { $0.environment.kind == .standard } }
  private var previews: [Program] { programs.filter { $0.environment.kind == .preview } }
  /// The environment that commands are shown for: not production, where there is a choice.
  var example: String { (standard.last ?? programs[0]).environment.name }

  /// `production 3, staging 1`, or the value alone where it is the same everywhere.
  static func perEnvironment(_ values: [(environment: String, value: String)]) -> String {
    guard Set(values.map(\.value)).count > 1 else { return values.first?.value ?? "" }
    return values.map { "\($0.environment) \($0.value)" }.joined(separator: ", ")
  }

  // MARK: Project

  private var introduction: String { files.format == .json ? introductionToFiles : introductionToProject }

  /// Hobby's volumes end at 5 GB (docs of 2026-08).
  var plan: String {
    let sizes = programs.flatMap(\.services).filter { $0.store != nil }.compactMap(\.resources.storageBytes)
    guard let largest = sizes.max(), largest > 5_000_000_000 else { return "" }
    return ", and the Pro plan: a volume of \(largest >> 30) GiB is wanted, Hobby's end at 5 GB"
  }

  private var environments: Section? {
    var lines = [
      "railway login",
      "railway init --name \(ShellText.quoted(project))    # once; makes the environment production",
    ]
    for program in standard where program.environment.name != "production" {
      let name = ShellText.quoted(program.environment.name)
      lines.append("railway environment new \(name)    # not --duplicate: that copies production's secrets")
    }
    lines.append("railway link --project \(ShellText.quoted(project)) --environment \(ShellText.quoted(example))")
    var text = Self.code(lines)
    text += """

      The remaining steps are made once per environment, here for \(MarkdownDocument.code(example)). `railway add` has no \
      `--environment`: link first.

      """
    for preview in previews {
      let base = preview.environment.base.map { ", copies of \(MarkdownDocument.code($0))," } ?? ""
      text += """

        \(MarkdownDocument.code(preview.environment.name)): switch on pull-request environments\(base) in the project's settings. \
        They get the variables as they are when the pull request opens; sealed ones are missing.\(life(of: preview))\(differing(preview))

        """
    }
    return Section("Project and environments", text)
  }

  /// What the platform does not do for a preview that has lived long enough.
  private func life(of preview: Program) -> String {
    guard let life = preview.environment.life else { return "" }
    return " Railway removes one with its pull request, not after a time: close a pull request, or delete its "
      + "environment, after \(Quantities.longDuration(milliseconds: life))."
  }

  /// What a copy must be given by hand.
  private func differing(_ preview: Program) -> String {
    guard let base = programs.first(where: { $0.environment.name == preview.environment.base }) else { return "" }
    var names: [String] = []
    for service in preview.services where !service.isRailwayDatabase {
      for variable in service.env {
        let other = base.service(service.name)?.variable(variable.name)
        let isSame =
          RailwayVariables.isAbsent(variable, in: preview)
          || other.flatMap(RailwayWriter(base).text) == RailwayWriter(preview).text(variable)
        if !isSame { names.append(MarkdownDocument.code(service.name + "." + variable.name)) }
      }
    }
    return names.isEmpty ? "" : " Other values there: " + names.joined(separator: ", ") + "."
  }

  // MARK: Secrets

  private var secrets: Section? {
    let shared = unique(standard.flatMap(\.shared), by: \.name)
    let all = unique(standard.flatMap(\.secrets), by: \.id).filter { !$0.isStoreOwned }
    guard !(shared.isEmpty && all.isEmpty) else { return nil }
    let users = users()
    let values = standard.map { program in
      let texts = program.shared.map { ($0.name, RailwayWriter(program).text($0)) }
      return (environment: program.environment.name, texts: Dictionary(texts) { first, _ in first })
    }
    var rows = shared.map { variable in
      let users = users[variable.name] ?? ""
      if variable.value == nil {
        let kind = variable.isRequired ? "**you supply**" : "optional; set on the service itself, not as shared"
        return [MarkdownDocument.code(variable.name), kind, users]
      }
      let values = values.compactMap { environment in
        (environment.texts[variable.name] ?? nil).map {
          (environment: environment.environment, value: MarkdownDocument.code($0))
        }
      }
      return [MarkdownDocument.code(variable.name), Self.perEnvironment(values), users]
    }
    for secret in all {
      rows.append([
        MarkdownDocument.code(secret.env), kind(of: secret),
        secret.usedBy.map(MarkdownDocument.code).joined(separator: ", "),
      ])
    }
    let steps = secretSteps(shared, all)
    return Section(
      "Shared variables and secrets",
      MarkdownDocument.table(["name", "value", "used by"], rows) + "\n" + Self.code(steps)
        + """

        The CLI has no command for shared variables. `railway environment edit` reads a JSON patch from its input \
        whenever that is no terminal, and then ignores `--service-config`.

        """)
  }

  /// The commands that set what is shared, make what is generated and ask for what an operator supplies.
  private func secretSteps(_ shared: [Variable], _ all: [SecretInfo]) -> [String] {
    let patch = #"jq -Rs --arg name "$name" '{sharedVariables: {($name): {value: .}}}'"#
    let edit = "railway environment edit --environment \(ShellText.quoted(example)) --message \"$name\""
    var lines: [String] = []
    if shared.contains(where: { $0.value != nil }) {
      lines.append("grep '^[A-Za-z_]' \(ShellText.quoted("shared.\(example).variables.env")) |")
      lines.append(
        #"  jq -Rn '{sharedVariables: ([inputs | split("=") | {(.[0]): {value: (.[1:] | join("="))}}] | add)}' |"#)
      lines.append("  railway environment edit --environment \(ShellText.quoted(example)) --message variables")
    }
    for (generator, names) in generators(all) {
      let isOne = names.count == 1
      let indent = isOne ? "" : "  "
      lines.append(isOne ? "name=\(names[0])" : "for name in \(names.joined(separator: " ")); do")
      lines.append("\(indent)\(generator) | tr -d '\\n' | \(patch) |")
      lines.append("\(indent)  \(edit)")
      if !isOne { lines.append("done") }
    }
    let isSupplied = shared.contains { $0.value == nil && $0.isRequired }
    if isSupplied || all.contains(where: { $0.source == .external && $0.isRequired }) {
      lines.append("name=NAME    # each that you supply; nothing of it is shown or kept in the history")
      lines.append("read -rs value && printf '%s' \"$value\" | \(patch) |")
      lines.append("  \(edit)")
    }
    return lines
  }

  private func kind(of secret: SecretInfo) -> String {
    switch secret.source {
    case .generate: "generated, one per environment"
    case .external: secret.isRequired ? "**you supply**" : "optional; set on the service itself, not as shared"
    }
  }

  /// Commands that make a secret, each with the names that it makes.
  private func generators(_ secrets: [SecretInfo]) -> [(command: String, names: [String])] {
    var result: [(command: String, names: [String])] = []
    for secret in secrets {
      guard case .generate(let alphabet, let bytes) = secret.source else { continue }
      let command = secret.prefixed(Self.generator(alphabet: alphabet, bytes: bytes))
      if let index = result.firstIndex(where: { $0.command == command }) {
        result[index].names.append(secret.env)
      } else {
        result.append((command, [secret.env]))
      }
    }
    return result
  }

  static func generator(alphabet: String, bytes: Int) -> String {
    switch alphabet {
    case "hex": "openssl rand -hex \(bytes)"
    // Six bits a letter, and some to spare for those that are dropped.
    case "alnum": "openssl rand -base64 \(bytes * 3) | tr -dc 'A-Za-z0-9' | head -c \((bytes * 4 + 2) / 3)"
    case "base64": SecretInfo.base64(bytes)
    case "uuid":
      "openssl rand -hex 16 | sed -E 's/(.{8})(.{4}).(.{3}).(.{3})(.{12})/\\1-\\2-4\\3-a\\4-\\5/'"
    default: "openssl rand -base64 \(bytes) | tr '+/' '-_' | tr -d '='"
    }
  }

  /// The services that use each shared variable, marked, in order of declaration.
  private func users() -> [String: String] {
    var users: [String: [String]] = [:]
    var seen: Set<[String]> = []
    for program in standard {
      for service in program.services {
        for variable in service.env
        where variable.origin == .use && seen.insert([service.name, variable.name]).inserted {
          users[variable.name, default: []].append(MarkdownDocument.code(service.name))
        }
      }
    }
    return users.mapValues { $0.joined(separator: ", ") }
  }

  // MARK: Services

  private var services: Section? {
    let all = RailwayEmitter.serviceNames(programs).compactMap { name in
      programs.lazy.compactMap { $0.service(name) }.first
    }.filter { !$0.isRailwayDatabase && !RailwayBucket.isOne($0) }
    if files.format != .json { return projectFile(all) }
    guard !all.isEmpty else { return nil }
    return settings(of: all)
  }

  /// The commands that give the service its domains: those of the environment that the steps are shown for, and as
  /// comments those of the others that have more than its platform domain.
  func domainSteps(_ service: Service) -> [String] {
    standard.flatMap { program -> [String] in
      guard let service = program.service(service.name) else { return [] }
      let name = ShellText.quoted(names.display(service.name))
      let place = "--service \(name) --environment \(ShellText.quoted(program.environment.name))"
      let port = service.port.map { " --port \($0)" } ?? ""
      let domains = program.railwayDomains(of: service).map { " " + ShellText.quoted($0) }
      let isShown = program.environment.name == example
      let wanted = domains.isEmpty && service.exposure.hasPlatformDomain && isShown ? [""] : domains
      return wanted.map { domain in
        (isShown ? "" : "# \(program.environment.name): ") + "railway domain\(domain)\(port) \(place)"
      }
    }
  }

  func source(of service: Service) -> String {
    if let image = service.image { return "image " + MarkdownDocument.code(image) }
    guard let build = service.build else { return "" }
    let context = files.layout.context(of: build)
    return "root directory " + MarkdownDocument.code(context == "." ? "/" : "/" + context)
  }

  func publication(of service: Service) -> String {
    let values = standard.compactMap { program -> (environment: String, value: String)? in
      guard let service = program.service(service.name) else { return (program.environment.name, "not there") }
      let domains = program.railwayDomains(of: service)
      if !domains.isEmpty {
        return (program.environment.name, domains.map(MarkdownDocument.code).joined(separator: " "))
      }
      return (program.environment.name, service.exposure.isPublic ? "a platform domain" : "no")
    }
    return Self.perEnvironment(values)
  }

  func limits(of service: Service) -> String {
    let values = standard.compactMap { program -> (environment: String, value: String)? in
      guard let service = program.service(service.name),
        service.hasLimits
      else { return nil }
      return (program.environment.name, Self.limits(service.resources))
    }
    return Self.perEnvironment(values)
  }

  static func limits(_ resources: Resources) -> String {
    "\(Quantities.cpu(milli: resources.cpuMilli)), \(Quantities.size(resources.memoryBytes))"
  }

  var proxies: [String] {
    let open = RailwayEmitter.serviceNames(programs).compactMap { name in
      programs.lazy.compactMap { $0.service(name) }.first { $0.exposure.isTCP }
    }
    return open.map { service in
      let name = ShellText.quoted(names.display(service.name))
      // Railway's images of stores listen on their usual port, whatever `port` says.
      let port = (service.isRailwayDatabase ? service.store?.usualPort : service.port) ?? 0
      return "TCP proxy of \(MarkdownDocument.code(service.name)): `railway tcp-proxy create --port \(port) "
        + "--service \(name) --environment \(ShellText.quoted(example))`. It is reachable from everywhere."
    }
  }

  // MARK: Afterwards

  private var afterwards: Section? {
    var items = [
      "Back to an earlier version: service, Deployments, the version's menu, Rollback. The CLI has no command for it.",
      "Health is asked while a new version starts, never afterwards; an outside monitor sees what happens later.",
      "Within one push services start in no order; each must try again until what it needs answers.",
    ]
    for service in unique(programs.flatMap(\.services).filter { $0.scale.autoscale != nil }, by: \.name) {
      let replicas = programs.compactMap { program in
        program.service(service.name).map {
          (environment: program.environment.name, value: String($0.scale.replicas))
        }
      }
      items.append(
        "Railway has no autoscaling on a threshold: \(MarkdownDocument.code(service.name)) keeps its "
          + "replicas (\(Self.perEnvironment(replicas))).")
    }
    for store in unique(programs.flatMap(\.services), by: \.name) {
      if let item = backups(of: store.name) { items.append(item) }
    }
    return Section("Afterwards", items.map { "- \($0)\n" }.joined())
  }

  private func backups(of store: String) -> String? {
    let stores = standard.compactMap { program in program.service(store).map { (program.environment.name, $0.store) } }
    let backups = stores.compactMap { environment, store in
      store?.backup.map {
        (environment: environment, value: "`\($0.schedule)`, kept \($0.keep / 86_400_000) days")
      }
    }
    guard !backups.isEmpty else { return nil }
    let copied = standard.contains { $0.service(store).map(RailwayEmitter.capabilities.copiesBackups) ?? false }
    if copied {
      let copies = standard.compactMap { program in
        program.service(store).flatMap(BackupCopies.init).map {
          (environment: program.environment.name, value: MarkdownDocument.code($0.url))
        }
      }
      return
        "Backups of \(MarkdownDocument.code(store)) (\(Self.perEnvironment(backups))): a cron service of the project "
        + "dumps it and copies the dump to \(Self.perEnvironment(copies)). Railway's own volume backups are beside that: "
        + "service, Backups."
    }
    let place = backups.count == stores.count ? "" : " in " + backups.map(\.environment).joined(separator: ", ")
    return "Backups of \(MarkdownDocument.code(store))\(place) (\(Self.perEnvironment(backups))): Railway keeps daily "
      + "volume backups 6 days and weekly ones a month; switch on both (service, Backups). A longer history needs dumps "
      + "of your own."
  }

  /// Commands, in a block of code.
  static func code(_ lines: [String]) -> String {
    "```bash\n" + lines.map { $0 + "\n" }.joined() + "```\n"
  }

  private func unique<T, Key: Hashable>(_ items: [T], by key: (T) -> Key) -> [T] {
    var seen: Set<Key> = []
    return items.filter { seen.insert(key($0)).inserted }
  }
}
