package import Diagnostics

extension DiagnosticKind {
  package static let besideProjectFile = DiagnosticKind(
    "W1028", "beside-project-file", tunable: true,
    summary: "something else configures the services of Railway's project file",
    explanation: """
      The target `railway` writes one project file, `.railway/railway.ts` (or `.py`), for all services. Beside it stands
      an older `railway.json` or `railway.toml`, or another project file that somebody wrote.

      Railway refuses to plan a service that one of its old files still manages, and does not read those files from
      2026-12-01 on: what they say, and the topology does not, is gone then. Two project files are worse: each declares
      the whole project, so applying one of them plans to delete what only the other one has.

      Bring what they say into the topology, then delete them, and clear the setting that names them (Settings, Config
      file path), which outlives the file. `infracc migrate` reads all of Railway's old files and
      writes a topology to compare with, with a list of what cannot be expressed. As long as a service has to live with
      its old file, `options: { railway: { format: json } }` writes that form.
      """,
    failing: """
      infracc: 1
      project: shop
      targets: [railway]
                ^^^^^^^
      services:
        api:
          type: fastapi
          root: ./backend
      """,
    passing: """
      infracc: 1
      project: shop
      targets: [railway]
      services:
        api:
          type: fastapi
          root: ./backend
          start: uvicorn app.main:app --host 0.0.0.0 --port $PORT
      """,
    options: ExampleOptions(
      files: [
        ExampleFile(
          "backend/railway.json",
          """
          {
            "deploy": { "startCommand": "uvicorn app.main:app --host 0.0.0.0 --port $PORT" }
          }
          """),
        ExampleFile("backend/requirements.txt", "fastapi==0.115.6\nuvicorn==0.34.0"),
      ],
      passingFiles: [ExampleFile("backend/requirements.txt", "fastapi==0.115.6\nuvicorn==0.34.0")]))
}
