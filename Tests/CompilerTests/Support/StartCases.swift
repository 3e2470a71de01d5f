/// Commands of hand-written Dockerfiles beside what would be derived.
extension ProbeTests {
  private static func image(_ command: String) -> [String: String] {
    [
      "api/Dockerfile": "FROM python:3.12-slim\nCOPY . .\nRUN pip install fastapi==0.115.6 uv==0.9.13\n\(command)\n",
      "api/main.py": "app = object()",
    ]
  }

  private static func service(_ keys: String, type: String = "fastapi") -> String {
    "  api: { type: \(type), root: api, build: { dockerfile: api/Dockerfile }, \(keys) }"
  }

  private static let uv = "CMD [\"uv\", \"run\", \"--no-dev\", \"gunicorn\", \"-w\", \"2\", \"bracket.app:app\"]"

  static let starts: [Case] = [
    Case("an image keeps its command", service("health: /h"), image(uv)),
    Case("a written command is meant", service("start: uvicorn main:app --host 0.0.0.0"), image(uv)),
    Case("one for its workers replaces it", service("workers: 2"), image(uv), "W0629", shown: uv),
    Case("or its server", service("server: { kind: gunicorn }"), image(uv), "W0629", shown: uv),
    Case("or its application", service("app: main:app"), image(uv), "W0629", shown: uv),
    Case(
      "the same program with other arguments is no other one", service("server: { kind: gunicorn }"),
      image("CMD gunicorn -c python:config.gunicorn main:app")),
    Case(
      "nor is one behind a shell", service("workers: 2"),
      image("CMD [\"sh\", \"-c\", \"PORT=1 exec /opt/venv/bin/uvicorn main:app\"]")),
    Case(
      "an entry point comes first", service("workers: 2"),
      image("ENTRYPOINT [\"./entry.sh\"]\nCMD [\"uvicorn\", \"main:app\"]"), "W0629",
      shown: "CMD [\"uvicorn\", \"main:app\"]"),
    Case("nothing is replaced where the image names nothing", service("workers: 2"), image("EXPOSE 8000")),
  ]
}
