import Emit
import Foundation
import IR
import TestSupport

/// The scripts of one topology in a directory, with stand-ins for the programs that they call. A stand-in records its call.
final class ScriptStage {
  let folder: TemporaryFolder
  /// Variables that stand-ins read.
  var environment: [String: String] = [:]

  init(_ programs: [Program], style: OutputLayout.Style = .tree) throws {
    folder = try TemporaryFolder()
    try folder.write("", to: "record")
    for (path, text) in Self.files(programs, style: style) { try folder.program(text, to: "infra/" + path) }
    try Self.standIns.forEach { try folder.program($0.value, to: "bin/" + $0.key) }
  }

  /// The scripts of a topology, by their paths in the output directory.
  static func files(_ programs: [Program], style: OutputLayout.Style = .tree) -> [(path: String, text: String)] {
    var targets: [String] = []
    for target in programs.flatMap(\.targets) where !targets.contains(target) { targets.append(target) }
    // As an environment that nothing measures: a deployment then removes what is no longer declared.
    let alone = programs.map { program in
      var program = program
      program.companions = [ScriptsEmitter.name]
      return program
    }
    let request = EmitRequest(programs: alone, layout: OutputLayout(style: style), targets: targets)
    return ScriptsEmitter.emit(request).files.map { ($0.path, $0.content) }
  }

  /// Runs a script of the output directory. Standard input is no terminal.
  func run(_ script: String, _ arguments: [String] = []) throws -> Output {
    let path = "\(folder.path("bin")):/usr/bin:/bin"
    let own = ["PATH": path, "RECORD": folder.path("record"), "HOME": folder.path, "TUNNEL": Self.tunnel]
    return try TestSupport.run(
      "dash", [folder.path("infra/" + script)] + arguments,
      environment: own.merging(environment) { _, new in new }, directory: folder.path, limit: 60)
  }

  /// What the stand-ins recorded since the last time.
  func calls() throws -> [String] {
    let lines = try folder.text("record").split(separator: "\n").map(String.init)
    try folder.write("", to: "record")
    return lines
  }

  private static let tunnel = """
    import os, signal, sys
    def close(*_):
        with open(os.environ["RECORD"], "a") as record:
            record.write("tunnel closed\\n")
        sys.exit(0)
    signal.signal(signal.SIGINT, close)
    print("  Host:     127.0.0.1\\n  Password: pa'ss", file=sys.stderr, flush=True)
    signal.pause()
    """

  private static let standIns: [String: String] = [
    "pg_dump": """
    #!/bin/sh
    printf 'pg_dump %s@%s:%s/%s %s\\n' "$PGUSER" "$PGHOST" "$PGPORT" "$PGDATABASE" "$PGPASSWORD" >> "$RECORD"
    [ -z "${NO_DUMP-}" ] || { echo half > "${2#--file=}"; exit 1; }
    echo dump > "${2#--file=}"
    """,
    "pg_restore": """
    #!/bin/sh
    printf 'pg_restore %s\\n' "$1" >> "$RECORD"
    """,
    // Fails where the call has the words of FAILING.
    "docker": """
    #!/bin/sh
    printf 'docker %s [%s]\\n' "$*" "${BACKEND_IMAGE-}" >> "$RECORD"
    case $1 in load) cat > /dev/null ;; save) echo images ;; esac
    case " $* " in *" psql "*) sed 's/^/input /' >> "$RECORD" ;; esac
    case " $* " in *" ${FAILING:-nothing fails} "*) exit 1 ;; esac
    """,
    // Of the services of BROKEN the newest deployment has failed, those of GONE have lost their former image.
    "railway": """
    #!/bin/sh
    service=''
    previous=''
    for word; do [ "$previous" != --service ] || service=$word; previous=$word; done
    # Each change of a shared variable makes new deployments.
    count=$(cat "$RECORD.edits" 2> /dev/null)
    case "$1 $2" in
    "environment config") [ -n "${SHARED-}" ] || SHARED='{}'; printf '{"sharedVariables":%s}' "$SHARED"; exit 0 ;;
    "environment edit")
      printf 'railway %s %s\n' "$*" "$(cat)" >> "$RECORD"
      echo "$count+" > "$RECORD.edits"
      exit 0 ;;
    "deployment list")
      status=SUCCESS
      service=$service$count
      case " ${BROKEN-} " in *" ${service%%+*} "*) status=FAILED ;; esac
      printf '[{"id":"new-%s","status":"%s"},{"id":"old-%s","status":"REMOVED"}]\n' "$service" "$status" "$service"
      exit 0 ;;
    esac
    printf 'railway %s\n' "$*" >> "$RECORD"
    case "$1 $2" in
    "config plan") exit "${PLAN:-0}" ;;
    "variable list") printf '{"PGUSER":"postgres","PGPASSWORD":"pa'"'"'ss","PGDATABASE":"railway"}\n' ;;
    # It holds the tunnel until it is interrupted, and tells the password as the real one does.
    connect*) [ -z "${CLOSED-}" ] && exec python3 -c "$TUNNEL"; exit 1 ;;
    "domain --service") printf '{"domains":["https://%s-up.railway.example.com"]}\n' "$service" ;;
    api*)
      case "$2" in *"$GONE"*) can=false ;; *) can=true ;; esac
      printf '{"data":{"deployment":{"canRollback":%s}}}\n' "$can" ;;
    esac
    """,
    "kubectl": """
    #!/bin/sh
    printf 'kubectl %s\n' "$*" >> "$RECORD"
    case $* in *--patch-file=/dev/stdin | *" exec -i "*) sed 's/^/input /' >> "$RECORD"; echo >> "$RECORD" ;; esac
    case " $* " in *" ${FAILING:-nothing fails} "*) exit 1 ;; esac
    """,
    // What it is told to run runs here.
    "ssh": """
    #!/bin/sh
    printf 'ssh %s\\n' "$*" >> "$RECORD"
    cd / && exec sh -c "$2"
    """,
    // Every page answers with STATUS; origins of localhost and of the examples are allowed.
    "curl": """
    #!/bin/sh
    head='' origin=''
    while [ $# -gt 0 ]; do
      case $1 in
      --dump-header) head=$2; shift ;;
      --header) case $2 in Origin:*) origin=${2#Origin: } ;; esac; shift ;;
      --write-out) case $2 in *time_total*) printf 0.01; exit 0 ;; esac; shift ;;
      --output | --max-time | --request) shift ;;
      http*) printf 'curl %s%s\\n' "$1" "${origin:+ from $origin}" >> "$RECORD" ;;
      esac
      shift
    done
    case $origin in
    http://localhost:* | *.example.com) printf 'Access-Control-Allow-Origin: %s\\r\\n' "$origin" > "$head" ;;
    esac
    printf '%s' "${STATUS:-200}"
    """,
  ]
}
