import IR

/// `smoke.sh`: looks at an environment as anyone outside sees it.
struct SmokeScript {
  private let program: Program
  /// What has a health page that is reached from outside, and whatever else has an address that is needed.
  let reached: [ReachedService]

  init(_ program: Program) {
    self.program = program
    let all = ReachedService.all(program)
    let compared = Self.compared(all)
    let hasPages = all.contains { $0.healthPath != nil }
    reached = hasPages ? all.filter { $0.healthPath != nil || compared.contains($0.service.name) } : []
  }

  var script: ShellScript {
    var script = ShellScript.beginning("smoke", usage: usage, purpose: purpose)
    guard !reached.isEmpty else {
      script.code(
        #"""
        case ${1-} in
        --help) usage; exit 0 ;;
        esac
        echo 'smoke: no health page is reachable from outside'
        """#)
      return script
    }
    for service in reached { script.assign(service.variable, .text(service.base ?? "")) }
    for service in origins { script.assign(service.originVariable, "") }
    script.code(
      """
      tries=30 dry=''
      # url URL, origin URL: whether it is a scheme and a host
      url() {
        case $1 in *[!A-Za-z0-9_.:/-]* | http://*/* | https://*/* | http:// | https://) return 1 ;; esac
        case $1 in http://* | https://*) return 0 ;; *) return 1 ;; esac
      }
      """)
    addOptions(to: &script)
    script.code(Self.requests)
    if !crossings.isEmpty { script.code(Self.crossing) }
    if measured.contains(where: { $0.objectives.latency != nil }) { script.code(Self.speed) }
    if measured.contains(where: { !$0.objectives.headers.isEmpty }) { script.code(Self.presence) }
    addChecks(to: &script)
    return script
  }

  /// What it must be told of a target: the addresses there that differ from those of the topology.
  /// - Parameter origin: of a public service there; nil: it has none.
  func options(_ origin: (Service) -> String?) -> [ShellScript.Word] {
    reached.flatMap { reached -> [ShellScript.Word] in
      var service = reached.service
      service.exposure.isPublic = true
      guard let base = origin(service), base != reached.base else { return [] }
      let isCompared = !reached.origins.isEmpty && compares(reached)
      let word = ShellScript.Word.text("\(service.dns)=\(base)")
      return ["--base", word] + (isCompared ? ["--origin", word] : [])
    }
  }

  // MARK: How it is called

  private var purpose: [String] {
    [
      "Checks \(program.environment.name) from outside: the health page of every public service, and which origins may call it."
    ] + (measured.isEmpty ? [] : ["Answers must keep to what is declared as `objectives`."]) + [
      "Private services are covered by the health pages of those that call them."
    ]
  }

  private var usage: [String] {
    if reached.isEmpty { return ["usage: smoke.sh"] }
    let origin = origins.isEmpty ? "" : " [--origin SERVICE=URL]..."
    var lines = ["usage: smoke.sh [--base SERVICE=URL]...\(origin) [--tries N] [--dry-run]"]
    lines.append("  --base SERVICE=URL    the address of a service: http://localhost:8000")
    if !origins.isEmpty {
      lines.append("  --origin SERVICE=URL  the origin of its pages, where it is not one of the topology")
    }
    lines += [
      "  --tries N             how often a health page is requested, 2 seconds apart; 30",
      "  --dry-run             print the requests, send none",
      "SERVICE is one of: \(reached.map(\.service.dns).joined(separator: " "))",
    ]
    return lines
  }

  private func addOptions(to script: inout ShellScript) {
    script.code(
      #"""
      while [ $# -gt 0 ]; do
        case $1 in
        --base)
          [ $# -gt 1 ] || misuse '--base takes SERVICE=URL'
          url "${2#*=}" || misuse '--base takes SERVICE=URL'
          case ${2%%=*} in
      """#)
    for service in reached { addAssignment(service.service.dns, service.variable, to: &script) }
    script.code(
      #"""
          *) misuse "no public service is called ${2%%=*}" ;;
          esac
          shift ;;
      """#)
    if !origins.isEmpty {
      script.code(
        #"""
          --origin)
            [ $# -gt 1 ] || misuse '--origin takes SERVICE=URL'
            url "${2#*=}" || misuse '--origin takes SERVICE=URL'
            case ${2%%=*} in
        """#)
      for service in origins { addAssignment(service.service.dns, service.originVariable, to: &script) }
      script.code(
        #"""
            *) misuse "no service compares its origin with that of ${2%%=*}" ;;
            esac
            shift ;;
        """#)
    }
    script.code(
      #"""
        --tries) [ $# -gt 1 ] || misuse '--tries takes a number'; tries=$2; shift ;;
        --dry-run) dry=1 ;;
        --help) usage; exit 0 ;;
        *) misuse "unknown option: $1" ;;
        esac
        shift
      done
      case $tries in '' | 0 | *[!0-9]*) misuse '--tries takes a number above 0' ;; esac
      """#)
    for service in reached where service.base == nil {
      script.command([
        .code("[ -n"), .variable(service.variable), .code("] ||"), "misuse",
        .text("the platform gives \(service.service.dns) its domain: add --base \(service.service.dns)=URL"),
      ])
    }
  }

  /// `backend) url_backend=${2#*=} ;;`
  private func addAssignment(_ name: String, _ variable: String, to script: inout ShellScript) {
    script.branch(name, assigning: variable, "${2#*=}", indent: 4)
  }

  // MARK: What it checks

  /// A service that compares origins: with those of another one, or with these.
  private struct Crossing {
    let service: ReachedService
    let path: String
    let origins: [ShellScript.Word]
  }

  private var crossings: [Crossing] {
    reached.compactMap { service in
      guard let path = service.healthPath else { return nil }
      var words: [ShellScript.Word] = []
      for variable in service.service.env where variable.type == "list<origin>" && variable.phase != .build {
        words += self.words(variable)
      }
      return words.isEmpty ? nil : Crossing(service: service, path: path, origins: words)
    }
  }

  /// The origins in a value, as far as they are known here.
  private func words(_ variable: Variable) -> [ShellScript.Word] {
    guard let value = variable.value, !variable.isOperatorSupplied else { return [] }
    var words: [ShellScript.Word] = []
    value.walk { node in
      switch node {
      case .literal(let text): words += text.split(separator: ",").map { .text($0.trimmed) }
      case .output(let name, let output) where Self.isOrigin(output):
        guard let other = reached.first(where: { $0.service.name == name }) else { return }
        if other.origins.isEmpty {
          words.append(.variable(other.originVariable, orVariable: other.variable))
        } else {
          words += other.origins.map { .variable(other.originVariable, or: $0) }
        }
      default: break
      }
    }
    return words
  }

  /// Whether an output of a service holds the origins of its pages.
  private static func isOrigin(_ output: String) -> Bool { ["origins", "origin"].contains(output) }

  /// Whether another service compares origins with those of this one, so that `--origin` takes its name.
  func compares(_ other: ReachedService) -> Bool { origins.contains { $0.service.name == other.service.name } }

  /// The services whose origins others compare.
  private var origins: [ReachedService] {
    let names = Self.compared(reached)
    return reached.filter { names.contains($0.service.name) }
  }

  /// The names of these services.
  private static func compared(_ all: [ReachedService]) -> Set<String> {
    var names: Set<String> = []
    for service in all where service.healthPath != nil {
      for variable in service.service.env where variable.type == "list<origin>" && variable.phase != .build {
        variable.value?.walk { node in
          if case .output(let name, let output) = node, isOrigin(output) { names.insert(name) }
        }
      }
    }
    return names
  }

  /// A health page, and what its answers must achieve.
  private struct Measured {
    let service: ReachedService
    let path: String
    let objectives: Objectives
  }

  private var measured: [Measured] {
    reached.compactMap { service in
      guard let path = service.healthPath, let objectives = service.service.objectives else { return nil }
      return Measured(service: service, path: path, objectives: objectives)
    }
  }

  private func addObjectives(to script: inout ShellScript) {
    let quick = measured.filter { $0.objectives.latency != nil }
    if !quick.isEmpty { script.code("echo 'latency'") }
    for page in quick {
      script.command(["quick"] + page.service.words(page.path) + [.text(String(page.objectives.latency ?? 0))])
    }
    let headed = measured.filter { !$0.objectives.headers.isEmpty }
    if !headed.isEmpty { script.code("echo 'headers'") }
    for page in headed {
      for header in page.objectives.headers {
        script.command(["headed"] + page.service.words(page.path) + [.text(header.lowercased())])
      }
    }
  }

  private func addChecks(to script: inout ShellScript) {
    script.emptyLine()
    script.code("echo 'health'")
    for service in reached {
      guard let path = service.healthPath else { continue }
      script.command(["healthy"] + service.words(path))
    }
    if !crossings.isEmpty { script.code("echo 'CORS'") }
    for crossing in crossings {
      for origin in crossing.origins {
        script.command(["cors"] + crossing.service.words(crossing.path) + [origin, "allowed"])
      }
      script.command(["cors"] + crossing.service.words(crossing.path) + ["https://elsewhere.invalid", "refused"])
    }
    addObjectives(to: &script)
    script.code(
      """
      if [ -n "$dry" ]; then exit 0; fi
      if [ "$failed" -eq 0 ]; then echo 'smoke: all checks passed'; else echo 'smoke: FAILED' >&2; fi
      exit "$failed"
      """)
  }

  private static let requests: StaticString = #"""
    command -v curl > /dev/null || refuse 'curl is missing'
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    failed=0
    pass() { printf '  ok    %s\n' "$1"; }
    miss() { printf '  FAIL  %s\n' "$1"; failed=1; }
    # request ARGUMENT...: prints the status, 000 without an answer
    request() {
      curl --silent --show-error --output /dev/null --dump-header "$work/head" --max-time 10 \
        --write-out '%{http_code}' "$@" 2> "$work/error" || :
    }

    # healthy NAME URL: 2xx, perhaps after some tries, because a new version has just started
    healthy() {
      if [ -n "$dry" ]; then echo "  would request $2"; return 0; fi
      try=0
      while :; do
        status=$(request "$2")
        case $status in 2??) pass "$1 is healthy: $2 answers $status"; return 0 ;; esac
        try=$((try + 1))
        [ "$try" -lt "$tries" ] || break
        sleep 2
      done
      miss "$1 is not healthy: $2 answers $status $(head -n 1 "$work/error")"
    }
    """#

  private static let speed: StaticString = #"""

    # quick NAME URL MILLISECONDS: the quickest of three answers
    quick() {
      if [ -n "$dry" ]; then echo "  would request $2 three times: an answer within $3 ms"; return 0; fi
      best=''
      for _ in 1 2 3; do
        seconds=$(curl --silent --fail --output /dev/null --max-time 10 --write-out '%{time_total}' "$2" 2> /dev/null) ||
          continue
        took=$(awk -v seconds="$seconds" 'BEGIN { printf "%d", seconds * 1000 + 0.999 }')
        if [ -z "$best" ] || [ "$took" -lt "$best" ]; then best=$took; fi
      done
      if [ -z "$best" ]; then
        miss "$1: $2 does not answer"
      elif [ "$best" -le "$3" ]; then
        pass "$1: $2 answers within $best of $3 ms"
      else
        miss "$1: $2 takes $best ms; at most $3 ms are declared"
      fi
    }
    """#

  private static let presence: StaticString = #"""

    # headed NAME URL HEADER: whether the answer has a header, whose name is in lower case here
    headed() {
      if [ -n "$dry" ]; then echo "  would request $2: an answer with $3"; return 0; fi
      : > "$work/head"
      request "$2" > "$work/status"
      if cut -d : -f 1 "$work/head" | tr '[:upper:]' '[:lower:]' | grep -qxF -e "$3"; then
        pass "$1: $2 has the header $3"
      else
        miss "$1: $2 has no header $3"
      fi
    }
    """#

  private static let crossing: StaticString = #"""

    # cors NAME URL ORIGIN allowed|refused: whether pages of an origin may call it
    cors() {
      if [ -n "$dry" ]; then echo "  would request $2 from $3: $4"; return 0; fi
      : > "$work/head"
      request --request OPTIONS --header "Origin: $3" --header 'Access-Control-Request-Method: GET' "$2" > "$work/status"
      got=$(tr -d '\r' < "$work/head" | sed -n 's/^[Aa]ccess-[Cc]ontrol-[Aa]llow-[Oo]rigin: *//p' | tail -n 1)
      case $4,$got in
      allowed,"$3" | refused,) pass "$1: the origin $3 is $4" ;;
      *) miss "$1: the origin $3 must be $4; access-control-allow-origin is '${got:-absent}'" ;;
      esac
    }
    """#
}
