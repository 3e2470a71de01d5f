import Emit
import IR
import TestSupport
import Testing

struct DockerfileEmitterTests {
  private let gayed = EmittedSamples.files(DockerfileEmitter.self, EmittedSamples.gayed)
  private let tradesense = EmittedSamples.files(DockerfileEmitter.self, EmittedSamples.tradesense)

  @Test func oneDockerfileAndIgnoreFilePerImage() {
    #expect(
      gayed.keys.sorted() == [
        "infra/dockerfile/backend/Dockerfile", "infra/dockerfile/backend/Dockerfile.dockerignore",
        "infra/dockerfile/backtrader/Dockerfile", "infra/dockerfile/backtrader/Dockerfile.dockerignore",
        "infra/dockerfile/frontend/Dockerfile", "infra/dockerfile/frontend/Dockerfile.dockerignore",
      ])
    #expect(
      tradesense.keys.sorted() == [
        "infra/dockerfile/backend/Dockerfile", "infra/dockerfile/backend/Dockerfile.dockerignore",
      ])
  }

  @Test func contextIsTheRepository() throws {
    let backend = try #require(gayed["infra/dockerfile/backend/Dockerfile"])
    #expect(backend.contains("docker build --file infra/dockerfile/backend/Dockerfile .\n"))
    #expect(backend.contains("\nCOPY backend/requirements.txt ./\n"))
    #expect(backend.contains("\nCOPY backend/ ./\n"))
    let frontend = try #require(gayed["infra/dockerfile/frontend/Dockerfile"])
    #expect(frontend.contains("\nCOPY package.json package-lock.json ./\n"))
    #expect(frontend.contains("\nCOPY . ./\n"))
  }

  @Test func processIsThatOfTheTopology() throws {
    let backend = try #require(gayed["infra/dockerfile/backend/Dockerfile"])
    #expect(
      backend.contains(
        "\nUSER 10001:10001\nENV PORT=8000 \\\n    WEB_CONCURRENCY=2 \\\n    LOG_LEVEL=info\nEXPOSE 8000\nSTOPSIGNAL SIGTERM\n"
      )
    )
    #expect(
      backend.hasSuffix(
        #"""
        CMD ["sh", "-c", "exec uvicorn main:app --host 0.0.0.0 --port \"$PORT\" --workers \"$WEB_CONCURRENCY\" --timeout-keep-alive 75 --timeout-graceful-shutdown 25 --log-level \"$LOG_LEVEL\""]

        """#))
    #expect(backend.contains("# 25s for open requests, 30s until it is killed (the longest statement, 25 s, + 5 s).\n"))
    let frontend = try #require(gayed["infra/dockerfile/frontend/Dockerfile"])
    #expect(frontend.hasSuffix("\nCMD [\"node\", \"server.js\"]\n"))
    let tradesense = try #require(tradesense["infra/dockerfile/backend/Dockerfile"])
    #expect(tradesense.contains("# Image of `backend` (fastapi), also of `worker`, `backup`."))
    #expect(tradesense.contains("--max-requests 1000 --max-requests-jitter 50 --worker-tmp-dir /dev/shm"))
    #expect(tradesense.contains("HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \\\n"))
  }

  @Test func buildValuesAreDeclaredAndDemanded() throws {
    let frontend = try #require(gayed["infra/dockerfile/frontend/Dockerfile"])
    #expect(
      frontend.contains(
        #"""
        ARG NEXT_PUBLIC_API_URL
        RUN : "${NEXT_PUBLIC_API_URL:?is missing: pass it as a build argument}" \
         && mkdir -p public \

        """#))
    #expect(frontend.contains("NEXT_PUBLIC_API_URL is baked in: one image per environment."))
  }

  @Test func ignoreFileLeavesNothingOfSiblings() throws {
    let frontend = try #require(gayed["infra/dockerfile/frontend/Dockerfile.dockerignore"])
    let lines = Set(frontend.split(separator: "\n"))
    #expect(
      lines.isSuperset(of: ["backend", "python-services/backtrader-analysis", "infra", "topology.yaml", "**/.env"]))
    let backend = try #require(gayed["infra/dockerfile/backend/Dockerfile.dockerignore"])
    #expect(backend.contains("\n*\n!backend\n"))
    #expect(backend.contains("\nbackend/**/.env\n"))
  }

  @Test func layoutRepoPutsThemIntoTheRoot() throws {
    let layout = OutputLayout(style: .repo)
    let files = EmittedSamples.files(DockerfileEmitter.self, EmittedSamples.gayed, layout: layout)
    #expect(
      files.keys.sorted() == [
        ".dockerignore", "Dockerfile", "backend/.dockerignore", "backend/Dockerfile",
        "python-services/backtrader-analysis/.dockerignore", "python-services/backtrader-analysis/Dockerfile",
      ])
    let backend = try #require(files["backend/Dockerfile"])
    #expect(backend.contains("docker build --file backend/Dockerfile backend\n"))
    #expect(backend.contains("\nCOPY requirements.txt ./\n"))
    #expect(backend.contains("\nCOPY . ./\n"))
    #expect(try #require(files["backend/.dockerignore"]).contains("\n**/.env\n"))
    #expect(try #require(files[".dockerignore"]).contains("\nbackend\n"))
  }

  @Test func recipesThatDifferGetOneFileEach() throws {
    var programs = EmittedSamples.gayed
    let position = try #require(programs[1].services.firstIndex { $0.name == "backend" })
    programs[1].services[position].build?.recipe?.packages = ["libpq5"]
    Program.settleImages(&programs)
    let files = EmittedSamples.files(DockerfileEmitter.self, programs)
    #expect(files["infra/dockerfile/backend/Dockerfile"] == nil)
    #expect(files["infra/dockerfile/backend/Dockerfile.production"]?.contains("libpq5") == false)
    let staging = try #require(files["infra/dockerfile/backend/Dockerfile.staging"])
    #expect(staging.contains("apt-get install --yes --no-install-recommends libpq5 \\\n"))
    #expect(staging.contains("for staging. Do not edit"))
    #expect(files["infra/dockerfile/backend/Dockerfile.staging.dockerignore"] != nil)
    #expect(files["infra/dockerfile/frontend/Dockerfile"] != nil)
  }

  @Test func workersThatDifferAreLeftToTheEnvironment() throws {
    var programs = EmittedSamples.gayed
    let position = try #require(programs[1].services.firstIndex { $0.name == "backend" })
    let variable = try #require(programs[1].services[position].env.firstIndex { $0.name == "WEB_CONCURRENCY" })
    programs[1].services[position].env[variable].value = .literal("4")
    let text = try #require(
      EmittedSamples.files(DockerfileEmitter.self, programs)["infra/dockerfile/backend/Dockerfile"])
    #expect(text.contains("ENV PORT=8000 \\\n    WEB_CONCURRENCY=1 \\\n    LOG_LEVEL=info\n"))
  }

  @Test func secretsAreMountedAndCachesOnlyWithoutRailway() throws {
    var programs = EmittedSamples.gayed
    for index in programs.indices {
      programs[index].targets = ["compose"]
      let position = try #require(programs[index].services.firstIndex { $0.name == "frontend" })
      programs[index].services[position].build?.secrets = ["shared/FRED_KEY"]
    }
    let text = try #require(
      EmittedSamples.files(DockerfileEmitter.self, programs)["infra/dockerfile/frontend/Dockerfile"])
    #expect(
      text.contains(
        #"""
        RUN --mount=type=cache,target=/root/.npm --mount=type=secret,id=FRED_KEY,required=true FRED_KEY="$(cat /run/secrets/FRED_KEY)" \
         && export FRED_KEY \
         && npm ci

        """#))
    let plain = try #require(gayed["infra/dockerfile/frontend/Dockerfile"])
    #expect(!plain.contains("--mount"))
  }
}
