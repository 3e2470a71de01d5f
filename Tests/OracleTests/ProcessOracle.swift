import Foundation
import TestSupport
import Testing

@testable import Resolution

/// Real servers and workers: what a command line starts is what is counted.
@Suite("Command lines start as many processes as are counted", .waiting)
struct ProcessOracle {
  private static let cpus = ProcessInfo.processInfo.activeProcessorCount

  /// Each with its line of `ProcessTests`, and how many processes that is on this machine.
  static let lines: [String] = [
    "uvicorn web:app --port $PORT", "uvicorn web:app --port $PORT --workers 3",
    "WEB_CONCURRENCY=2 uvicorn web:app --port $PORT", "python -m uvicorn web:app --port $PORT --workers=2",
    "gunicorn plain:app --bind 127.0.0.1:$PORT", "gunicorn plain:app --bind 127.0.0.1:$PORT -w4",
    "gunicorn plain:app --bind 127.0.0.1:$PORT --workers=2 --threads 3",
    "WEB_CONCURRENCY=3 gunicorn plain:app --bind 127.0.0.1:$PORT",
    "hypercorn web:app --bind 127.0.0.1:$PORT", "hypercorn web:app --bind 127.0.0.1:$PORT -w 3",
    "WEB_CONCURRENCY=3 hypercorn web:app --bind 127.0.0.1:$PORT",
    "granian --interface asgi web:app --port $PORT", "granian --interface asgi web:app --port $PORT --workers 3",
    "GRANIAN_WORKERS=2 granian --interface asgi web:app --port $PORT",
    "WEB_CONCURRENCY=3 granian --interface asgi web:app --port $PORT",
    "celery -A tasks worker", "celery -A tasks worker -c3", "celery -A tasks worker --concurrency=5",
    "celery -A tasks worker -P solo", "celery -A tasks worker -P threads -c 4",
    "celery -A tasks worker -P gevent -c 50", "celery -A tasks worker --pool=prefork -c 2",
    "celery -A tasks worker --autoscale 4,1", "celery -A tasks worker --autoscale=3,2 -l info",
    "python -m celery --app tasks worker --concurrency 2",
    "celery -A tasks worker -B -c 2 -s ./schedule", "celery -A tasks beat",
    "dramatiq jobs", "dramatiq jobs -p 3", "dramatiq jobs --processes=1 --threads 2",
    "rq worker", "rq worker-pool -n 2",
  ]

  /// The number of the model, with the variables of the line and the processors of this machine.
  private static func count(_ line: String) -> Int {
    StartedProcesses.parts(of: StartedPrograms(line: line)).reduce(0) { sum, part in
      let processes =
        switch part.count {
        case .exact(let count, _): count
        case .variable(_, let fallback, _): fallback ?? 0
        case .hostCPUs: cpus
        case .unknown: 0
        }
      return sum + processes * (1 + part.program.besides)
    }
  }

  @Test func whatRunsIsWhatIsCounted() throws {
    let expected = Self.lines.map(Self.count)
    let input = try JSONSerialization.data(withJSONObject: ["lines": Self.lines, "expected": expected])
    let script = Repository.path("Tests/Fixtures/processes/count.py")
    // RabbitMQ's ports and the name service of Erlang are those of a network of its own, and nothing outlives it.
    let own = ["--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    let start = ["sh", "-c", "ip link set lo up && exec \"$0\" \"$1\"", try Tools.server("python"), script]
    let output = try run("unshare", own + start, input: String(decoding: input, as: UTF8.self), limit: 600)
    #expect(output.status == 0, "\(output.stderr)")
    let found = try #require(try JSONSerialization.jsonObject(with: Data(output.stdout.utf8)) as? [Int])
    for (line, counts) in zip(Self.lines, zip(expected, found)) {
      #expect(counts.0 == counts.1, "\(line): \(counts.1) run\n\(output.stderr)")
    }
  }
}
