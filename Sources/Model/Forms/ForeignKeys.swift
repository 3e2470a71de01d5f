/// Words of other tools for keys that this language has under another name (compose, Render, Railway, DigitalOcean,
/// Kubernetes, Heroku; from their published references, 2026).
package enum ForeignKeys {
  package struct Translation: Sendable {
    package let tool: String
    package let meaning: Meaning

    /// The key of this language that it means.
    package var key: String? {
      if case .key(let key) = meaning { return key }
      return nil
    }
  }

  package enum Meaning: Sendable {
    case key(String)
    /// Where one key does not do: what to write, as it follows a semicolon.
    case advice(String)
  }

  package static func translation(of word: String) -> Translation? { table[word] }

  private static let table: [String: Translation] = {
    var table: [String: Translation] = [:]
    func add(_ tool: String, _ words: [String: String], advice: [String: String] = [:]) {
      for (word, key) in words { table[word] = Translation(tool: tool, meaning: .key(key)) }
      for (word, text) in advice { table[word] = Translation(tool: tool, meaning: .advice(text)) }
    }
    add(
      "compose",
      [
        "environment": "variables", "depends_on": "needs", "ports": "port", "command": "start", "healthcheck": "health",
        "stop_grace_period": "stop_grace", "expose": "port",
        "build_args": "build", "configs": "files", "working_dir": "root", "mem_limit": "resources", "cpus": "resources",
        "links": "needs", "restart_policy": "restart",
      ],
      advice: [
        "deploy": "write `resources` and `scale` on the service",
        "env_file": "name each variable under `variables` or `use`",
        "container_name": "write it under `raw.compose`", "networks": "networks are derived from references",
        "profiles": "write `options: { compose: { profiles: [...] } }`",
      ])
    add(
      "Render",
      [
        "envVars": "variables", "startCommand": "start", "buildCommand": "build", "healthCheckPath": "health",
        "preDeployCommand": "release", "numInstances": "scale", "rootDir": "root", "runtime": "type",
        "plan": "resources",
        "dockerfilePath": "build", "scaling": "scale", "ipAllowList": "public", "domains": "public", "disk": "volumes",
      ])
    add(
      "Railway",
      [
        "healthcheckPath": "health", "numReplicas": "scale", "cronSchedule": "schedule", "restartPolicyType": "restart",
        "restartPolicyMaxRetries": "restart", "preDeploy": "release", "drainingSeconds": "stop_grace",
        "healthcheckTimeout": "health", "rootDirectory": "root", "watchPatterns": "build", "limits": "resources",
      ])
    add(
      "DigitalOcean",
      [
        "envs": "variables", "run_command": "start", "source_dir": "root", "http_port": "port",
        "instance_count": "scale", "health_check": "health", "instance_size_slug": "resources",
      ])
    add(
      "Kubernetes",
      [
        "env": "variables", "replicas": "scale", "livenessProbe": "health", "readinessProbe": "health", "args": "start",
        "containerPort": "port", "terminationGracePeriodSeconds": "stop_grace", "autoscaling": "scale",
      ],
      advice: ["serviceAccountName": "nothing here has a service account"])
    add("Heroku", ["addons": "services", "formation": "scale", "buildpacks": "build", "config_vars": "variables"])
    add("Score", ["containers": "services", "params": "variables"])
    return table
  }()
}
