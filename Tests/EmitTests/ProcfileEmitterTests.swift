import Emit
import IR
import TestSupport
import Testing

struct ProcfileEmitterTests {
  private func lines(_ program: Program, layout: OutputLayout = OutputLayout()) throws -> [String] {
    let files = EmittedSamples.files(ProcfileEmitter.self, [program], layout: layout)
    return try #require(files.values.first).split(separator: "\n").map(String.init)
  }

  @Test func processesOfGayed() throws {
    let lines = try lines(EmittedSamples.gayed[0])
    #expect(
      lines.filter { !$0.hasPrefix("#") } == [
        #"web: cd backend && exec uvicorn main:app --host 0.0.0.0 --port "${PORT:-8000}" --workers "${WEB_CONCURRENCY:-2}" --timeout-keep-alive 75 --timeout-graceful-shutdown 25 --log-level "${LOG_LEVEL:-info}""#,
        "release: cd backend && exec alembic upgrade head",
        #"backtrader: cd python-services/backtrader-analysis && export PORT=5000 && exec gunicorn app:app --bind "127.0.0.1:${PORT:-5000}" --config ../../infra/production/gunicorn/backtrader/gunicorn.conf.py"#,
        "frontend: export PORT=3000 HOSTNAME=127.0.0.1 NODE_ENV=production && exec node .next/standalone/server.js",
      ])
    #expect(
      lines.contains(
        "#   honcho -e infra/production/procfile/.env run sh -c 'npm ci && npm run build && mkdir -p public && "
          + "cp -R public .next/standalone/ && cp -R .next/static .next/standalone/.next/'"))
    #expect(
      lines.contains(
        "# postgres is not started here: it is expected on localhost:5432, for example of the image postgres:15-trixie."
      ))
  }

  @Test func valuesThatDifferStandOnTheLines() throws {
    let lines = try lines(EmittedSamples.tradesense[0])
    // Settings that are read at import, as migrations do, ask for every variable.
    #expect(
      lines.contains(
        "release: cd src/backend && export WEB_CONCURRENCY=2 DB_POOL_SIZE=4 DB_MAX_OVERFLOW=3 && exec alembic upgrade head"
      ))
    #expect(
      lines.contains {
        $0.hasPrefix(
          "web: cd src/backend && export WEB_CONCURRENCY=2 DB_POOL_SIZE=4 DB_MAX_OVERFLOW=3 && exec gunicorn")
      })
    #expect(
      lines.contains(
        "worker: cd src/backend && export WEB_CONCURRENCY=1 DB_POOL_SIZE=5 DB_MAX_OVERFLOW=2 && exec python worker.py"))
    #expect(
      lines.contains { $0.hasPrefix("# backup is not started here, it runs at 30 3 * * * (UTC): cd src/backend") })
  }

  @Test func differingAddressesTakeSecretsFromTheEnvFile() throws {
    var program = EmittedSamples.tradesense[0]
    let worker = try #require(program.services.firstIndex { $0.name == "worker" })
    let variable = try #require(program.services[worker].env.firstIndex { $0.name == "DATABASE_URL" })
    guard case .url(var url)? = program.services[worker].env[variable].value else { return }
    url.driver = "asyncpg"
    program.services[worker].env[variable].value = .url(url)
    let line = try #require(try lines(program).first { $0.hasPrefix("worker:") })
    #expect(
      line.contains(
        #"DATABASE_URL="postgresql+asyncpg://tradesense:${POSTGRES_APP_PASSWORD}@localhost:5432/tradesense?sslmode=require""#
      ))
  }

  @Test func headerSaysHowToStartFromEachLayout() throws {
    let tree = try lines(EmittedSamples.gayed[1])
    let command = "#   honcho -f infra/staging/procfile/Procfile -e infra/staging/procfile/.env start"
    #expect(tree.contains(command + " release") && tree.contains(command + " -c release=0"))
    let repo = try lines(EmittedSamples.gayed[1], layout: OutputLayout(style: .repo))
    #expect(repo.contains("#   honcho -f Procfile.staging -e .env.staging start release"))
    let files = EmittedSamples.files(
      ProcfileEmitter.self, [EmittedSamples.gayed[0]], layout: OutputLayout(style: .repo))
    #expect(Array(files.keys) == ["Procfile"])
    let nested = OutputLayout(topologyFolder: "app", outputFolder: "out dir")
    #expect(
      try lines(EmittedSamples.gayed[1], layout: nested).contains(
        "#   honcho -f '../out dir/staging/procfile/Procfile' -e '../out dir/staging/procfile/.env' start release"))
  }

  @Test func namesDoNotCollideWithThoseOfAProcfile() throws {
    var program = EmittedSamples.tradesense[0]
    let worker = try #require(program.services.firstIndex { $0.name == "worker" })
    program.services[worker].name = "Web"
    program.services[worker].dns = "web"
    program.services[worker].release = .shell("echo done")
    let names = try lines(program).filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: ":").first }
    #expect(names == ["web", "release", "web-service", "web-service-release"])
  }

  @Test func commentsCannotBecomeProcesses() throws {
    var program = EmittedSamples.tradesense[0]
    let backup = try #require(program.services.firstIndex { $0.name == "backup" })
    program.services[backup].command = .shell("echo a\nevil: rm x\u{2028}evil: y")
    #expect(try lines(program).allSatisfy { !$0.hasPrefix("evil") })
    #expect(try lines(program).allSatisfy { !$0.contains("\u{2028}") })
  }
}
