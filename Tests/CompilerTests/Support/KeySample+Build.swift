import IR

extension KeySample {
  static func ofBuild(_ key: ServiceKey) -> [KeySample] {
    func build(_ service: String, _ keys: String) -> KeySample { KeySample(service, "build: { \(keys) }") }
    func railpack(_ keys: String) -> KeySample {
      KeySample(
        Self.railpack + "\nbuild: { builder: railpack }",
        becomes: Self.railpack + "\nbuild: { builder: railpack, \(keys) }")
    }
    func tool(_ before: String, _ after: String) -> KeySample {
      KeySample(uvicorn + "\nbuild: { \(before) }", becomes: uvicorn + "\nbuild: { \(after) }")
    }
    func written(_ keys: String) -> KeySample {
      KeySample(code, becomes: Self.railpack + "\nbuild: { dockerfile: app/Dockerfile, \(keys) }")
    }
    return switch key {
    case .build, .buildBuilder: [build(uvicorn, "builder: railpack")]
    case .buildDockerfile: [build(uvicorn, "dockerfile: app/Dockerfile")]
    case .buildArgs:
      [
        build(uvicorn, "args: { REVISION: abc }"), written("args: { REVISION: abc }"),
        railpack("args: { REVISION: abc }"),
      ]
    case .buildSecrets: [build(uvicorn, "secrets: [TOKEN]"), written("secrets: [TOKEN]"), railpack("secrets: [TOKEN]")]
    case .buildPython: [build(uvicorn, "python: \"3.11\""), railpack("python: \"3.11\"")]
    case .buildNode: [build(next, "node: 20"), railpack("node: 20")]
    case .buildPackages: [build(uvicorn, "packages: [libpq5]"), railpack("packages: [libpq5]")]
    case .buildWatch:
      [build(uvicorn, "watch: [\"src/**\"]"), written("watch: [\"src/**\"]"), railpack("watch: [\"src/**\"]")]
    case .buildTarget: [written("target: runtime")]
    case .buildImageOf: [KeySample(worker, becomes: "type: worker\nbuild: { image_of: base }\nstart: work")]
    case .buildPush: [build(uvicorn, "push: example/app"), written("push: example/app")]
    case .buildCommand: [build(site, "command: make site"), railpack("command: make site")]
    case .buildToolchain, .buildToolchainTool: [build(uvicorn, "toolchain: uv"), build(next, "toolchain: pnpm")]
    case .buildToolchainVersion: [tool("toolchain: { tool: uv }", "toolchain: { tool: uv, version: 0.9.1 }")]
    case .buildInstallFiles: [build(uvicorn, "install_files: [constraints.txt]")]
    case .buildInstallProject: [tool("toolchain: poetry", "toolchain: poetry, install_project: true")]
    case .buildWorkspace: [workspace]
    case .buildExtras: [tool("toolchain: uv", "toolchain: uv, extras: [prod]")]
    case .buildPackage: [build(go, "package: ./cmd/server")]
    case .buildBuildPackages: [build(uvicorn, "build_packages: [gcc]"), railpack("build_packages: [gcc]")]
    case .buildRegistries: [build(uvicorn, "registries: [{ secret: TOKEN, host: pypi.example.com }]")]
    case .buildStandalone: [build(next, "standalone: false")]
    case .buildOutput: [build(site, "output: public"), railpack("output: public")]
    case .buildCollectstatic:
      [build(django, "collectstatic: false"), build(django, "collectstatic: { env: [SECRET_KEY, DATABASE_URL] }")]
    default: []
    }
  }
}
