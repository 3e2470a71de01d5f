/// Words of other tools for keys that this language has under another name (compose, Render, Railway, DigitalOcean,
/// Kubernetes, Heroku; from their published references, 2026).
package enum ForeignKeys {
  package struct Translation: Sendable {
    package let tool: String
    /// Our key; or a whole phrase where one word does not do.
    package let key: String
  }

  package static func translation(of word: String) -> Translation? { table[word] }

  private static let table: [String: Translation] = {
    var table: [String: Translation] = [:]
    func add(_ tool: String, _ words: [String: String]) {
      for (word, key) in words { table[word] = Translation(tool: tool, key: key) }
    }
    add(
      "compose",
      [
        "environment": "variables", "depends_on": "needs", "ports": "port", "command": "start", "healthcheck": "health",
        "stop_grace_period": "stop_grace", "deploy": "write `resources` and `scale` on the service",
        "env_file": "name each variable under `variables` or `use`", "expose": "port",
        "container_name": "write it under `raw.compose`", "networks": "networks are derived from references",
        "build_args": "build", "configs": "files", "working_dir": "root", "mem_limit": "resources", "cpus": "resources",
        "profiles": "write `options: { compose: { profiles: [...] } }`", "links": "needs", "restart_policy": "restart",
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
        "serviceAccountName": "nothing here has a service account",
      ])
    add("Heroku", ["addons": "services", "formation": "scale", "buildpacks": "build", "config_vars": "variables"])
    add("Score", ["containers": "services", "params": "variables"])
    return table
  }()
}
