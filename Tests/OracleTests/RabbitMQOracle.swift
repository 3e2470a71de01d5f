import Compiler
import Emit
import Foundation
import IR
import TestSupport
import Testing

/// A real RabbitMQ starts with what is written, in a network of its own: its settings are those that were meant, the
/// application gets in with the URL and can change no user, and definitions come back in an empty broker.
@Suite("RabbitMQ takes its configuration", .serialized, .waitingAlone)
struct RabbitMQOracle {
  struct Sample: CustomTestStringConvertible {
    let keys: String
    let settings: [String]
    let virtualHost: String
    let tags: String

    var testDescription: String { keys }
  }

  static let samples = [
    Sample(
      keys: "version: \"4.1\"",
      settings: [
        "{vm_memory_high_watermark,{absolute,322122547}}", "{disk_free_limit,536870912}", "{channel_max,2047}",
        "{heartbeat,60}",
      ], virtualHost: "/", tags: "[]"),
    Sample(
      keys: """
        vhost: jobs, management: true, resources: { memory: 1GiB }, tuning: { heartbeat: 30s, channel_max: 100, \
        vm_memory_high_watermark.absolute: 40%, disk_free_limit.absolute: 64MiB, extra: { frame_max: 65536 } }
        """,
      settings: [
        "{vm_memory_high_watermark,{absolute,429496720}}", "{disk_free_limit,67108864}", "{channel_max,100}",
        "{heartbeat,30}", "{frame_max,65536}",
      ], virtualHost: "jobs", tags: "[management]"),
  ]

  private static let script = """
    set -u
    ip link set lo up
    mkdir -p "$ROOT/elsewhere" "$ROOT/dumps"
    serve() {
      export RABBITMQ_MNESIA_BASE="$ROOT/$1" RABBITMQ_LOG_BASE="$ROOT/$1" RABBITMQ_PID_FILE="$ROOT/$1.pid"
      mkdir -p "$ROOT/$1"
      rabbitmq-server > "$ROOT/$1.out" 2>&1 &
      server=$!
      for _ in $(seq 240); do if "${probe[@]}" > /dev/null 2>&1; then return; fi; sleep 0.5; done
      cat "$ROOT/$1.out"; exit 1
    }
    end() { rabbitmqctl -q stop > /dev/null; wait $server; }
    probe=("$@")
    if "${probe[@]}" > /dev/null 2>&1; then echo "running before the start"; exit 1; fi
    serve first
    rabbitmqctl -q list_users
    rabbitmqctl -q environment | tr -d ' \\n'; echo
    rabbitmqctl -q status | grep -A 4 'Config files'
    "$PYTHON" "$ROOT/client.py" "$URL" || exit 1
    HOME=$ROOT/elsewhere /bin/sh "$ROOT/backup.sh" once || exit 1
    end
    serve second
    echo "before: $(rabbitmqctl -q list_queues -p "$SPACE" name | tail -n +2)"
    sh -c "$RESTORE" < "$(ls "$ROOT"/dumps/*.dump)" > /dev/null
    echo "after: $(rabbitmqctl -q list_queues -p "$SPACE" name | tail -n +2)"
    echo pass-word2 | sh -c "$CHANGE" > /dev/null
    rabbitmqctl -q authenticate_user app pass-word2 > /dev/null && echo "new password"
    end
    """

  private static let client = """
    import sys
    import pika

    url = sys.argv[1]
    for address in [url] if url.count("/") > 2 else [url, url + "/%2F"]:
        connection = pika.BlockingConnection(pika.URLParameters(address))
        channel = connection.channel()
        channel.queue_declare("jobs", durable=True)
        channel.basic_publish("", "jobs", b"a job", pika.BasicProperties(delivery_mode=2))
        print("got", channel.basic_get("jobs", auto_ack=True)[2].decode())
        connection.close()
    try:
        pika.BlockingConnection(pika.URLParameters(url.replace("pass-word1", "wrong")))
    except pika.exceptions.AMQPError as error:
        print("refused", type(error).__name__)
    """

  @Test("it starts, reads every setting back and lets the application in", arguments: samples)
  func starts(sample: Sample) throws {
    let topology = """
      infracc: 1
      project: shop
      targets: [compose, railway]
      services:
        rabbitmq: { \(sample.keys), backup: { schedule: "0 3 * * *" } }
        app: { type: worker, image: "example/app:1.0", variables: { AMQP_URL: $<<rabbitmq.url>> } }
      """
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8))
    let program = try #require(compilation.programs.first)
    let checkout = try ComposeOracle.Checkout(program, .tree)
    try Data("RABBITMQ_PASSWORD='pass-word1'\n".utf8).write(to: URL(fileURLWithPath: checkout.envFile))
    let services = try #require(try checkout.model()["services"] as? [String: [String: Any]])
    let broker = try #require(services["rabbitmq"])
    #expect(broker["hostname"] as? String == "rabbitmq")
    let test = try #require((broker["healthcheck"] as? [String: Any])?["test"] as? [String])
    let url = try #require((services["app"]?["environment"] as? [String: String])?["AMQP_URL"])
    let folder = try TemporaryFolder()
    let files = compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file)
    let file = try #require(files.first { $0.path.hasSuffix("20-infracc.conf") })
    let configuration = try folder.write(file.content, to: "conf.d/20-infracc.conf")
    _ = try folder.write(try #require(files.first { $0.path.hasSuffix("backup.sh") }).content, to: "backup.sh")
    let store = try #require(program.service("rabbitmq")?.store)
    let change = try #require(store.passwordChanges.first)
    guard case .command(let restore)? = store.restore else { throw TestSupportError("no restore") }
    let backup = try #require(services["rabbitmq-backup"]?["environment"] as? [String: String])
    #expect(backup["RABBITMQ_HOST"] == "rabbitmq")
    _ = try folder.write(Self.client, to: "client.py")
    var environment = try #require(broker["environment"] as? [String: String])
    let plain = try #require(program.service("rabbitmq")?.store?.container.hostNameVariable)
    guard case .literal(let node) = plain.value else { throw TestSupportError("no name of the node") }
    environment[plain.name] = node
    let search = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    environment.merge(backup) { own, _ in own }
    environment.merge([
      "RABBITMQ_HOST": "localhost", "RABBITMQ_COOKIE_FILE": folder.path(".erlang.cookie"), "RESTORE": restore,
      "CHANGE": change.command.joined(separator: " "),
      "BACKUP_DIR": folder.path("dumps"), "ROOT": folder.path, "HOME": folder.path, "PYTHON": try Tools.path("python"),
      "URL": url.replacingOccurrences(of: "@rabbitmq:", with: "@127.0.0.1:"), "SPACE": sample.virtualHost,
      "RABBITMQ_CONFIG_FILES": configuration, "RABBITMQ_CONF_ENV_FILE": "/dev/null",
      "RABBITMQ_ENABLED_PLUGINS_FILE": folder.path("plugins"), "PATH": "/usr/lib/rabbitmq/bin:" + search,
    ]) { _, test in test }
    let output = try run(
      "unshare", ["--map-root-user", "--net", "bash", "-c", Self.script, "bash"] + test.dropFirst(),
      environment: environment, limit: 600)
    let said = output.stdout
    #expect(output.status == 0, "\(said)\(output.stderr)")
    for line in sample.settings { #expect(said.contains(line), "\(line)") }
    #expect(said.contains("app\t\(sample.tags)\n") && !said.contains("administrator]"))
    #expect(said.contains("20-infracc.conf"))
    #expect(said.contains("got a job\n") && said.contains("refused ProbableAuthenticationError"), "\(said)")
    #expect(said.contains("before: \n") && said.contains("after: jobs\n"), "\(said)")
    #expect(said.contains("new password\n"), "\(said)")
  }

  @Test("what Railway runs writes the same file, then starts the image's program")
  func withoutMounts() throws {
    let topology = """
      infracc: 1
      project: shop
      targets: [compose, railway]
      services:
        rabbitmq: { tuning: { extra: { log.default.level: "it's $HOME `x`" } } }
        app: { type: worker, image: "example/app:1.0", variables: { AMQP_URL: $<<rabbitmq.url>> } }
      """
    let compilation = Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8))
    let files = compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file)
    let project = try #require(files.first { $0.path.hasSuffix("railway.ts") }).content
    let line = try #require(project.split(separator: "\n").first { $0.contains("start: ") })
    let literal = try #require(line.firstMatch(of: /start: (".*"),/)).1
    let command = try JSONDecoder().decode(String.self, from: Data(literal.utf8))
    let folder = try TemporaryFolder()
    _ = try folder.write("#!/bin/sh\necho \"started $*\"\n", to: "entrypoint")
    let installed = try run(
      "install", ["-D", "-m", "755", folder.path("entrypoint"), folder.path("bin/docker-entrypoint.sh")])
    #expect(installed.status == 0)
    let text = command.replacingOccurrences(of: "/etc/rabbitmq/conf.d/", with: folder.path + "/")
    let output = try run("/bin/sh", ["-c", text], environment: ["PATH": folder.path("bin") + ":/usr/bin:/bin"])
    #expect(output.status == 0 && output.stdout == "started rabbitmq-server\n", "\(output.stdout)\(output.stderr)")
    let mounted = try #require(files.first { $0.path.hasSuffix("20-infracc.conf") }).content
    let statements = mounted.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(try folder.text("20-infracc.conf").split(separator: "\n") == statements)
    #expect(statements.contains("log.default.level = it's $HOME `x`"))
  }
}
