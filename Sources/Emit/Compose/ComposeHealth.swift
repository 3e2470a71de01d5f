import IR

/// Health checks that run inside the container.
enum ComposeHealth {
  /// The `healthcheck:` of a code service or of a store without an engine; nil: none is stated.
  ///
  /// `up --wait` fails for a running container whose check is switched off (docker/compose issue 13522, seen with
  /// 2.40.3). So what keeps running gets one that always succeeds, where its image is known to have `true`.
  static func check(_ service: Service, _ project: ComposeProject) -> (check: YAMLMapping, note: String?)? {
    guard let health = service.health, health.check != .none else {
      // Asked for, or the image's own check asks a port that only the sibling opens.
      let isSwitchedOff = service.health != nil || service.build?.sharedWith != nil || service.codeOf != nil
      guard isSwitchedOff else { return nil }
      let owner = project.program.imageOwner(of: service)
      guard !service.isOneShot, owner.build?.isGenerated == true else {
        return (.flow([("disable", .boolean(true))]), nil)
      }
      let test = YAMLValue.flow([.quoted("CMD"), .quoted("true")])
      return (.flow([("test", test), ("interval", .text("10s"))]), "none; \"disable\" would make \"up --wait\" fail")
    }
    return test(service).map { (mapping($0, health), nil) }
  }

  /// Whether `test` has an answer.
  static func canTest(_ service: Service) -> Bool {
    guard let health = service.health else { return false }
    if health.command != nil { return true }
    switch health.check {
    case .none: return false
    case .command: return true
    case .http: return (health.probe ?? service.build?.recipe?.probe) != nil
    }
  }

  /// The words of `test:`; nil where nothing can be asked.
  static func test(_ service: Service) -> [String]? {
    guard canTest(service), let health = service.health else { return nil }
    if let command = health.command { return words(command) }
    switch health.check {
    case .none: return nil
    case .command(let command): return words(command)
    case .http(let path):
      guard let probe = health.probe ?? service.build?.recipe?.probe else { return nil }
      return http(path, port: health.port ?? service.port ?? 0, probe: probe, timeout: health.timeout)
    }
  }

  static func mapping(_ test: [String], _ health: Health, startNote: String? = nil) -> YAMLMapping {
    var mapping = YAMLMapping()
    mapping.add("test", ComposeText.words(test.map(ComposeProject.escaped)))
    mapping.add("interval", .text(ComposeText.duration(health.interval)))
    mapping.add("timeout", .text(ComposeText.duration(health.timeout)))
    // Docker's own number.
    if health.retries != 3 { mapping.add("retries", .integer(health.retries)) }
    mapping.add("start_period", .text(ComposeText.duration(health.startPeriod)), note: startNote)
    return mapping
  }

  /// Timings of a store: those declared, else those of the probe, else 5 s between two checks, because others wait for the
  /// first success.
  static func store(_ service: Service, _ probe: Store.Probe) -> Health {
    if let health = service.health { return health }
    var health = Health(.none)
    health.interval = probe.interval ?? 5_000
    if let timeout = probe.timeout { health.timeout = timeout }
    health.startPeriod = probe.startPeriod
    return health
  }

  static func words(_ command: Command) -> [String] {
    switch command {
    case .shell(let text): ["CMD-SHELL", text]
    case .words: command.needsShell ? ["CMD-SHELL", command.shellLine] : ["CMD"] + command.containerWords
    }
  }

  /// Asks with the program that certainly is in the image, a second shorter than compose waits.
  private static func http(
    _ path: String, port: Int, probe: Recipe.HTTPProbe, timeout: Milliseconds
  ) -> [String] {
    let patience = max(timeout - 1000, 500)
    switch probe {
    case .python:
      return [
        "CMD", "python", "-c",
        "import http.client as h; c = h.HTTPConnection('127.0.0.1', \(port), timeout=\(ComposeText.seconds(patience))); "
          + "c.request('GET', \(scriptString(path))); raise SystemExit(c.getresponse().status >= 400)",
      ]
    case .node, .bun:
      return [
        "CMD", probe.rawValue, "-e",
        "fetch(\(scriptString("http://127.0.0.1:\(port)\(path)")), { signal: AbortSignal.timeout(\(patience)) })"
          + ".then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))",
      ]
    case .curl:
      return [
        "CMD", "curl", "--fail", "--silent", "--output", "/dev/null", "--max-time", ComposeText.seconds(patience),
        "http://127.0.0.1:\(port)\(path)",
      ]
    case .binary: return ["CMD"] + HealthProbe.words(probe, path: path, port: port, timeout: timeout)
    }
  }

  /// A string literal of Python and of JavaScript.
  private static func scriptString(_ text: String) -> String {
    var result = "'"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "'", "\\":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "'"
  }
}

/// How compose writes amounts and commands.
enum ComposeText {
  /// `5s`, `1500ms`.
  static func duration(_ milliseconds: Milliseconds) -> String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
  }

  /// Seconds as a decimal number: `4`, `0.5`.
  static func seconds(_ milliseconds: Milliseconds) -> String { thousandths(milliseconds) }

  /// `0.25` for 250 thousandths of a CPU.
  static func cpus(_ milli: Int) -> String { thousandths(milli) }

  private static func thousandths(_ amount: Int) -> String {
    if amount % 1000 == 0 { return String(amount / 1000) }
    var digits = String(1000 + amount % 1000).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(amount / 1000).\(digits)"
  }

  /// The largest binary unit that divides exactly: `1G`, `512M`, `322122547b`.
  static func bytes(_ count: Int) -> String {
    for (unit, size) in [("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10)] where count % size == 0 {
      return "\(count / size)\(unit)"
    }
    return "\(count)b"
  }

  /// A size for people: `10 GiB`.
  static func size(_ count: Int) -> String {
    for (unit, size) in [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)] where count % size == 0 {
      return "\(count / size) \(unit)"
    }
    return "\(count) bytes"
  }

  /// Words of a command, of which the last may be a script.
  static func command(_ words: [String]) -> YAMLValue {
    words.last?.contains("\n") == true ? .sequence(words.map { YAMLItem(.text($0)) }) : self.words(words)
  }

  /// Words of a command on one line where they fit, else one a line.
  static func words(_ words: [String]) -> YAMLValue {
    let width = words.reduce(0) { $0 + $1.columns + 4 }
    return width <= 104 ? .flow(words.map { .quoted($0) }) : .sequence(words.map { YAMLItem(.text($0)) })
  }
}
