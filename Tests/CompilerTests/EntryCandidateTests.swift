import Compiler
import Diagnostics
import TestSupport
import Testing

/// Which of several applications W1030 proposes: the one that another file names, in the order of their certainty.
@Suite struct EntryCandidateTests {
  private static let code: [(path: String, text: String)] = ["alpha", "beta", "gamma", "src/delta", "epsilon"].map {
    (path: "api/\($0).py", text: "from fastapi import FastAPI\napp = FastAPI()\n")
  }
  private static let dockerfile = (path: "api/Dockerfile", text: "FROM x\nCMD [\"uvicorn\", \"epsilon:app\"]\n")
  private static let procfile = (path: "api/Procfile", text: "# processes\nweb: gunicorn gamma:app -w 2\n")
  private static let compose = (
    path: "docker-compose.yml",
    text: "services:\n  api:\n    command:\n      - uvicorn\n      - beta:app\n      - --reload\n"
  )
  private static let scripts = (
    path: "api/pyproject.toml", text: "[project]\nname = \"x\"\n[project.scripts]\nrun = \"delta:main\"  # why\n"
  )
  private static let fastapi = (
    path: "api/pyproject.toml",
    text: "[project.scripts]\nrun = \"beta:main\"\n[tool.fastapi]\nentrypoint = 'gamma:app'\n"
  )

  struct Sample: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let files: [(path: String, text: String)]
    let expected: String
  }

  static let samples = [
    Sample(testDescription: "nothing names one: `src` first", files: [], expected: "src.delta"),
    Sample(testDescription: "a Dockerfile", files: [dockerfile], expected: "epsilon"),
    Sample(testDescription: "a Procfile", files: [procfile], expected: "gamma"),
    Sample(testDescription: "a compose file", files: [compose], expected: "beta"),
    Sample(testDescription: "a script of pyproject.toml", files: [scripts], expected: "delta"),
    Sample(testDescription: "what FastAPI runs before a script", files: [fastapi], expected: "gamma"),
    Sample(
      testDescription: "a Dockerfile before the others", files: [scripts, compose, procfile, dockerfile],
      expected: "epsilon"),
    Sample(testDescription: "a Procfile before compose", files: [scripts, compose, procfile], expected: "gamma"),
    Sample(testDescription: "compose before pyproject.toml", files: [scripts, compose], expected: "beta"),
    Sample(
      testDescription: "a file that is no YAML",
      files: [(path: "compose.yml", text: "services: [\n\t- &a *a"), procfile],
      expected: "gamma"),
  ]

  @Test(arguments: samples)
  func first(sample: Sample) throws {
    let checked = Checked(
      """
      infracc: 1
      project: shop
      targets: [compose]
      services:
        api: { type: fastapi, root: ./api, health: none }
      """,
      beside: Self.code + [(path: "api/requirements.txt", text: "fastapi==0.115.6\nuvicorn==0.34.0\n")] + sample.files)
    let finding = try #require(checked.first("W1030"), "\(checked.report)")
    #expect(finding.help.first == "write `app: \(sample.expected):app`", "\(checked.report)")
    #expect(finding.help.count == 4 && finding.fixes.first?.applicability == .unsafe, "\(finding.help)")
  }
}
