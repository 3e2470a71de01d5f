import Diagnostics
import Model
import Testing

@testable import Resolution

/// The processes that a command line starts: what each program does was seen by starting it.
@Suite struct ProcessTests {
  struct Case: CustomStringConvertible {
    let line: String
    let expected: String
    init(_ line: String, _ expected: String) {
      self.line = line
      self.expected = expected
    }
    var description: String { line }
  }

  static let cases: [Case] = [
    Case("uvicorn main:app", "uvicorn $WEB_CONCURRENCY:1"),
    Case("uvicorn main:app --workers 4", "uvicorn 4"),
    Case("uvicorn main:app --workers=4", "uvicorn 4"),
    Case("uvicorn main:app --workers $WEB_CONCURRENCY", "uvicorn $WEB_CONCURRENCY"),
    Case("uvicorn main:app --workers ${WORKERS:-3}", "uvicorn $WORKERS:3"),
    Case("/opt/venv/bin/uvicorn main:app --workers 2", "uvicorn 2"),
    Case("python -m uvicorn main:app --workers 2", "uvicorn 2"),
    Case("python3.13 -u -m uvicorn main:app --workers 2", "uvicorn 2"),
    Case("WEB_CONCURRENCY=5 uvicorn main:app", "uvicorn 5"),
    Case("env WEB_CONCURRENCY=5 uvicorn main:app", "uvicorn 5"),
    Case("sh -c 'alembic upgrade head && exec uvicorn main:app --workers 3'", "uvicorn 3"),
    Case("bash -lc \"uvicorn main:app --workers 3\"", "uvicorn 3"),
    Case("poetry run gunicorn -w4 main:app", "gunicorn 4"),
    Case("uv run --no-dev gunicorn main:app --workers=6", "gunicorn 6"),
    Case("gunicorn -c gunicorn.conf.py main:app", "gunicorn ?"),
    Case("gunicorn -c gunicorn.conf.py -w 2 main:app", "gunicorn 2"),
    Case("gunicorn main:app", "gunicorn $WEB_CONCURRENCY:1"),
    Case("hypercorn main:app", "hypercorn 1"),
    Case("hypercorn main:app -w 3", "hypercorn 3"),
    Case("granian --interface asgi main:app", "granian $GRANIAN_WORKERS:1"),
    Case("fastapi run --workers 2", "fastapi 2"),
    Case("fastapi dev", ""),
    Case("celery -A shop worker", "celery CPUs"),
    Case("celery -A shop worker -c3", "celery 3"),
    Case("celery -A shop worker --concurrency=20 -l info", "celery 20"),
    Case("celery -A shop worker --autoscale 10,2", "celery 10"),
    Case("celery -A shop worker -P gevent -c 500", "celery 1"),
    Case("celery -A shop worker --pool=solo", "celery 1"),
    Case("celery -A shop beat", "celery beat 1"),
    Case("celery -A shop flower", ""),
    Case("dramatiq jobs", "dramatiq CPUs"),
    Case("dramatiq jobs -p 2 -t 4", "dramatiq 2"),
    Case("rq worker high low", "rq 1"),
    Case("rq worker-pool -n 4", "rq 4"),
    Case("arq jobs.Settings", "arq 1"),
    Case("huey_consumer.py jobs.huey -w 8", "huey 1"),
    Case("huey_consumer jobs.huey -k process -w 8", "huey 8"),
    Case("taskiq worker jobs:broker", "taskiq 2"),
    Case("pm2-runtime app.js -i max", "pm2 CPUs"),
    Case("pm2-runtime start ecosystem.config.js", "pm2 ?"),
    Case("bundle exec puma -C config/puma.rb -w 3", "puma 3"),
    Case("puma -w 0", "puma 1"),
    Case("supervisord -c /etc/supervisord.conf", "a process supervisor ?"),
    Case("wait-for-it.sh db:5432 -- celery -A shop worker -c 2", "celery 2"),
    Case("tini -- gosu app celery -A shop worker -c 2", "celery 2"),
    Case("arq jobs.Settings & exec uvicorn main:app --workers 2", "arq 1, uvicorn 2"),
    Case("uvicorn main:app --workers 2 2>&1 | tee log", "uvicorn 2"),
    Case("uvicorn main:app; uvicorn other:app", "uvicorn $WEB_CONCURRENCY:1"),
    Case("echo uvicorn main:app --workers 9", ""),
    Case("python worker.py --workers 9", ""),
    Case("'unclosed uvicorn --workers 2", ""),
    Case("sh -c \"sh -c 'sh -c \\\"sh -c uvicorn\\\"'\"", ""),
    Case("", ""),
  ]

  @Test(arguments: cases)
  func linesAreUnderstood(each: Case) {
    let invocations = StartedPrograms(line: each.line)
    #expect(StartedProcesses.parts(of: invocations).map(Self.text).joined(separator: ", ") == each.expected)
  }

  private static func text(_ part: StartedProcesses.Part) -> String {
    let count =
      switch part.count {
      case .exact(let count, _): String(count)
      case .variable(let name, let fallback, _): "$" + name + (fallback.map { ":\($0)" } ?? "")
      case .hostCPUs: "CPUs"
      case .unknown: "?"
      }
    return "\(part.program.name) \(count)"
  }
}
