// A stand-in for the npm package `railway`, entry point `railway/iac`: the functions of its documented interface
// (Railway's reference of 2026-08), which give the same graph, and refuse every name and type that is not documented.
// The real package drops what it does not know.

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const fail = (where, message) => {
  throw new TypeError(`${where}: ${message}`);
};

// A shape is a function that checks a value, or an object with a shape for each allowed member.
const check = (shape, value, where) => {
  if (typeof shape === "function") return shape(value, where);
  if (!isObject(value)) fail(where, "is no object");
  for (const [name, member] of Object.entries(value)) {
    if (!Object.hasOwn(shape, name)) fail(where, `does not know ${JSON.stringify(name)}`);
    check(shape[name], member, `${where}.${name}`);
  }
};

const text = (value, where) => typeof value === "string" || fail(where, "is no text");
const flag = (value, where) => typeof value === "boolean" || fail(where, "is neither true nor false");
const number = (value, where) => (typeof value === "number" && Number.isFinite(value)) || fail(where, "is no number");
const whole = (value, where) => (Number.isInteger(value) && value >= 0) || fail(where, "is no whole number");
const word = (...words) => (value, where) => words.includes(value) || fail(where, `is none of ${words.join(", ")}`);
const list = (shape) => (value, where) =>
  Array.isArray(value) ? value.forEach((item, index) => check(shape, item, `${where}[${index}]`)) : fail(where, "is no list");
const record = (shape) => (value, where) =>
  isObject(value) ? Object.entries(value).forEach(([name, item]) => check(shape, item, `${where}.${name}`)) : fail(where, "is no object");
const either = (first, second) => (value, where) => {
  try {
    check(first, value, where);
  } catch {
    check(second, value, where);
  }
};

const region = either(whole, { count: whole, replicas: whole, stacker: text });
const regions = record({ numReplicas: whole, stackerAssignment: text });
const build = {
  builder: word("RAILPACK", "DOCKERFILE", "NIXPACKS", "HEROKU", "PAKETO"), watchPatterns: list(text),
  buildCommand: text, dockerfilePath: text, railpackVersion: text, nixpacksConfigPath: text,
  nixpacksPlan: record(() => true), nixpacksVersion: text, buildEnvironment: word("V2", "V3"),
};
const deploy = {
  startCommand: text, preDeployCommand: list(text), numReplicas: whole, healthcheckPath: text,
  healthcheckTimeout: whole, sleepApplication: flag, runtime: text,
  registryCredentials: { username: text, password: text },
  restartPolicyType: word("ON_FAILURE", "ALWAYS", "NEVER"), restartPolicyMaxRetries: whole, cronSchedule: text,
  region: text, multiRegionConfig: regions,
  limitOverride: { containers: { cpu: number, memoryBytes: whole, diskBytes: whole } }, requiredMountPath: text,
  overlapSeconds: whole, drainingSeconds: whole, useLegacyStacker: flag, ipv6EgressEnabled: flag,
};
const values = {
  preserve: { type: text }, sharedReference: { type: text, name: text },
  reference: { type: text, resource: text, output: text },
};
const variable = (value, where) => {
  if (typeof value === "string") return;
  if (!isObject(value)) fail(where, "is no variable");
  if (!("type" in value)) return check({ value: text, isSealed: flag, isOptional: flag, description: text }, value, where);
  if (!Object.hasOwn(values, value.type)) fail(where, `is of the unknown type ${value.type}`);
  check(values[value.type], value, where);
};
const mount = (value, where) => (isObject(value) && value.type === "volume") || fail(where, "is no volume");
const configuration = {
  source: (value, where) => (isObject(value) && typeof value.type === "string") || fail(where, "is no source"),
  root: text, rootDirectory: text, build: either(text, build), deploy, start: text, startCommand: text,
  preDeploy: either(text, list(text)), preDeployCommand: either(text, list(text)), healthcheck: text,
  healthcheckPath: text, healthcheckTimeout: whole, replicas: either(whole, record(region)), regions: record(region),
  domains: list(either(text, { domain: text, port: whole })), tcp: list(either(text, whole)), tcpProxies: list(text),
  env: record(variable), variables: record(variable), volumeMounts: record(mount), configFile: text,
  tracing: { enabled: flag, autoInstrumentation: flag },
  cdn: {
    enabled: flag, defaultTtlSeconds: whole, htmlCaching: word("auto", "force", "never"), staleWhileRevalidate: flag,
    purgeOnDeploy: word("off", "html", "all"),
  },
};

// Without members that say nothing; undefined where none are left.
const pruned = (object) => {
  const entries = Object.entries(object).filter(([, value]) => value != null);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

const withReferences = (node) => {
  const env = new Proxy({}, {
    get: (_, output) => (typeof output === "string" ? { type: "reference", resource: node.address, output } : undefined),
  });
  return Object.defineProperty(node, "env", { enumerable: false, value: env });
};

export const defineRailway = (program) => program;

export const createRailwayContext = (input) => ({
  ...input,
  shared: new Proxy({}, {
    get: (_, name) => (typeof name === "string" ? { type: "sharedReference", name } : undefined),
  }),
});

export const project = (name, definition) => {
  text(name, "project");
  check({ resources: (value, where) => Array.isArray(value) || fail(where, "is no list") }, definition, "project");
  return { name, resources: definition.resources.flat(Infinity) };
};

export const github = (repo, options = {}) => {
  text(repo, "github");
  check({ branch: text, rootDirectory: text, checkSuites: flag, commitSha: text }, options, "github");
  return { type: "github", repo, branch: options.branch ?? "main", ...options };
};

export const image = (name, options = {}) => {
  text(name, "image");
  check({ rootDirectory: text }, options, "image");
  return { type: "image", image: name, ...options };
};

export const empty = () => ({ type: "empty" });
export const preserve = () => ({ type: "preserve" });

export const service = (name, config = {}) => {
  text(name, "service");
  check(configuration, config, `service ${name}`);
  const { source, replicas } = config;
  const root = config.root ?? config.rootDirectory;
  const kinds = { github: "github", image: "docker-image" };
  const places = isObject(replicas)
    ? Object.fromEntries(Object.entries(replicas).map(([place, value]) => [place, { numReplicas: value.count ?? value }]))
    : undefined;
  const before = config.preDeploy ?? config.preDeployCommand;
  const volumes = Object.entries(config.volumeMounts ?? {}).map(([path, volume]) => [
    volume.name, { volume: volume.address, mountPath: path, volumeConfig: volume.config },
  ]);
  const variables = Object.entries({ ...config.variables, ...config.env }).map(([key, value]) => [
    key, typeof value === "string" ? { type: "literal", value } : "type" in value ? value : { type: "raw", value },
  ]);
  return withReferences(pruned({
    address: `service.${name}`, type: "service", kind: kinds[source?.type] ?? "empty", name,
    source: source && pruned({ ...source, rootDirectory: source.rootDirectory ?? root }),
    build: typeof config.build === "string" ? { buildCommand: config.build } : pruned({ ...config.build }),
    deploy: pruned({
      ...config.deploy, startCommand: config.start ?? config.startCommand ?? config.deploy?.startCommand,
      preDeployCommand: typeof before === "string" ? [before] : before ?? config.deploy?.preDeployCommand,
      healthcheckPath: config.healthcheck ?? config.healthcheckPath ?? config.deploy?.healthcheckPath,
      healthcheckTimeout: config.healthcheckTimeout ?? config.deploy?.healthcheckTimeout,
      numReplicas: Number.isInteger(replicas) ? replicas : config.deploy?.numReplicas,
      multiRegionConfig: places ?? config.deploy?.multiRegionConfig,
    }),
    networking: pruned({
      customDomains: config.domains && Object.fromEntries(config.domains.map((domain) =>
        typeof domain === "string" ? [domain, { port: 8080 }] : [domain.domain, { port: domain.port ?? 8080 }])),
      tcpProxies: config.tcp && Object.fromEntries(config.tcp.map((port) => [String(port), {}])),
    }),
    tracing: config.tracing, cdn: config.cdn, configFile: config.configFile,
    variables: variables.length > 0 ? Object.fromEntries(variables) : undefined,
    volumeMounts: volumes.length > 0 ? {} : undefined,
    volumeAttachments: volumes.length > 0 ? Object.fromEntries(volumes) : undefined,
  }));
};

export const database = (name, engine, options) => {
  text(name, "database");
  word("postgres", "mysql", "redis", "mongo")(engine, `database ${name}`);
  check({ image: text, output: text, defaultMountPath: text, region: text }, options, `database ${name}`);
  return withReferences(pruned({
    address: `database.${name}`, type: "database", kind: "database", engine, name, image: options.image,
    output: options.output ?? "DATABASE_URL", defaultMountPath: options.defaultMountPath, source: image(options.image),
    deploy: options.region && { multiRegionConfig: { [options.region]: { numReplicas: 1 } } },
  }));
};

export const bucket = (name, config = {}) => {
  text(name, "bucket");
  check({ region: word("sjc", "iad", "ams", "sin") }, config, `bucket ${name}`);
  return withReferences({ address: `bucket.${name}`, type: "bucket", name, config });
};

export const volume = (name, config = {}) => {
  text(name, "volume");
  check({ sizeMB: whole, region: text }, config, `volume ${name}`);
  return { address: `volume.${name}`, type: "volume", name, config };
};

export const group = (name, resources) => {
  text(name, "group");
  list((item, where) => isObject(item) && typeof item.address === "string" || fail(where, "is no resource"))(
    resources.flat(Infinity), `group ${name}`);
  return [
    { address: `group.${name}`, type: "group", name },
    ...resources.flat(Infinity).map((resource) => ({ ...resource, groupId: name })),
  ];
};
