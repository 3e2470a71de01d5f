import Compiler
import Emit
import Engines
import Foundation
import IR
import TestSupport
import Testing

/// A real memcached is started with what the recipe of a `store` comes to, in a network of its own: the check of its
/// health fails before and succeeds after, and its settings are those that were meant.
@Suite(.waiting)
struct MemcachedOracle {
  private static func compilation(_ name: String, targets: String) throws -> Compilation {
    let recipe = try #require(StoreRecipes.named(name))
    let topology = """
      infracc: 1
      project: shop
      targets: [\(targets)]
      services:
      \(recipe.lines(service: "store").map { "  " + $0 }.joined(separator: "\n"))
        api: { type: worker, image: "example/api:1.0", variables: { VALUE: $<<store.\(recipe.outputs[0].name)>> } }
      """
    return Compilation.run(path: "topology.yaml", bytes: Array(topology.utf8))
  }

  @Test("compose takes every recipe", arguments: StoreRecipes.all.map(\.name))
  func compose(name: String) throws {
    let program = try #require(try Self.compilation(name, targets: "compose").programs.first)
    let checkout = try ComposeOracle.Checkout(program, .tree)
    try checkout.fill()
    let services = try #require(try checkout.model()["services"] as? [String: [String: Any]])
    let store = try #require(services["store"])
    #expect((store["healthcheck"] as? [String: Any])?["test"] as? [String] != nil)
    let waits = services["api"]?["depends_on"] as? [String: [String: Any]]
    #expect(waits?["store"]?["condition"] as? String == "service_healthy")
  }

  private static let script = """
    ip link set lo up
    if "$@"; then echo "healthy before the start"; exit 1; fi
    $START --user=root --listen=127.0.0.1 &
    server=$!
    for _ in $(seq 100); do if "$@"; then echo healthy; break; fi; sleep 0.1; done
    exec 4<>/dev/tcp/127.0.0.1/11211
    printf 'set key 0 0 5\\r\\nvalue\\r\\nget key\\r\\nstats settings\\r\\nquit\\r\\n' >&4
    cat <&4
    kill -TERM $server
    wait $server
    echo "ended $?"
    """

  @Test("memcached starts, is healthy, keeps a value and ends on SIGTERM")
  func memcached() throws {
    let compilation = try Self.compilation("memcached", targets: "compose, procfile")
    let program = try #require(compilation.programs.first)
    let model = try ComposeOracle.Checkout(program, .tree).model()
    let store = try #require((model["services"] as? [String: [String: Any]])?["store"])
    let command = try #require(store["command"] as? [String])
    let test = try #require((store["healthcheck"] as? [String: Any])?["test"] as? [String])
    #expect(test.first == "CMD")
    // Compose doubles the dollars of what it prints.
    let probe = test.dropFirst().map { $0.replacingOccurrences(of: "$$", with: "$") }
    let output = try run(
      "unshare", ["--map-root-user", "--net", "bash", "-c", Self.script, "bash"] + probe,
      environment: ["START": command.joined(separator: " ")], limit: 60)
    let said = output.stdout
    #expect(output.status == 0, "\(said)\(output.stderr)")
    for line in ["healthy", "STORED", "value", "STAT maxbytes \(192 << 20)", "STAT tcpport 11211", "ended 0"] {
      #expect(said.contains(line), "\(line): \(said)\(output.stderr)")
    }
    // The line of the Procfile starts the same.
    let files = compilation.emit(EmissionRequest(layout: OutputLayout())).files.map(\.file)
    let procfile = try #require(files.first { $0.path.hasSuffix("Procfile") }).content
    #expect(procfile.contains("-p 127.0.0.1:11211:11211 memcached:1.6-bookworm \(command.joined(separator: " "))\n"))
  }
}
