#!/usr/bin/env node
// A stand-in for pnpm where its real package cannot be had: what Dockerfiles and Procfiles call of it, with the same
// places in node_modules (a store of links in `.pnpm`), and a lock file that is compared with package.json.
const { execFileSync, spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const MODULES = "node_modules";
const STORE = path.join(MODULES, ".pnpm");

function stop(code, message) {
  console.error(` ${code}  ${message}`);
  process.exit(1);
}

const unquoted = (text) => text.replace(/^'(.*)'$/, "$1");

/** The YAML that pnpm writes: maps in blocks, one-line maps in braces, lists that are of no interest here. */
function lockfile() {
  const root = {};
  const open = [{ indent: -1, map: root }];
  for (const line of fs.readFileSync("pnpm-lock.yaml", "utf8").split("\n")) {
    const found = /^( *)('[^']+'|[^ '-][^:]*):(?: (.*))?$/.exec(line);
    if (!found) continue;
    const [, { length: indent }, key, value] = found;
    while (open.at(-1).indent >= indent) open.pop();
    const map = open.at(-1).map;
    if (value === undefined) open.push({ indent, map: (map[unquoted(key)] = {}) });
    else map[unquoted(key)] = value === "{}" ? {} : braces(value) ?? unquoted(value);
  }
  if (root.lockfileVersion !== "9.0") stop("ERR_PNPM_LOCKFILE_BREAKING_CHANGE", "the lock file has another format");
  return root;
}

function braces(text) {
  const found = /^\{(.*)\}$/.exec(text);
  return found && Object.fromEntries(found[1].split(", ").map((pair) => pair.split(/: (.*)/).map(unquoted)));
}

const manifest = () => JSON.parse(fs.readFileSync("package.json", "utf8"));
const place = (name, version) => path.join(STORE, `${name.replace("/", "+")}@${version}`, MODULES);

/** The direct dependencies, as the lock file has them. */
function direct(lock, kinds) {
  return kinds.flatMap((kind) =>
    Object.entries(lock.importers["."][kind] ?? {}).map(([name, { version }]) => [name, version]),
  );
}

/** All that these need, they as well. */
function closure(lock, roots) {
  const found = new Map();
  const open = [...roots];
  for (let next = open.pop(); next; next = open.pop()) {
    const [name, version] = next;
    const key = `${name}@${version}`;
    if (found.has(key)) continue;
    const needed = Object.entries(lock.snapshots[key]?.dependencies ?? {});
    found.set(key, { name, version, needed });
    open.push(...needed);
  }
  return found;
}

function compared(lock) {
  const wanted = manifest();
  for (const kind of ["dependencies", "devDependencies"]) {
    const locked = Object.entries(lock.importers["."][kind] ?? {}).map(([name, { specifier }]) => [name, specifier]);
    if (JSON.stringify(locked.sort()) !== JSON.stringify(Object.entries(wanted[kind] ?? {}).sort())) {
      stop("ERR_PNPM_OUTDATED_LOCKFILE", `pnpm-lock.yaml is not up to date with package.json (${kind})`);
    }
  }
}

function link(from, to) {
  fs.mkdirSync(path.dirname(from), { recursive: true });
  fs.rmSync(from, { recursive: true, force: true });
  fs.symlinkSync(path.relative(path.dirname(from), to), from);
}

async function fetched(name, version) {
  const registry = process.env.npm_config_registry ?? stop("ERR_PNPM_META_FETCH_FAIL", "no registry");
  const document = await (await fetch(registry + name.replace("/", "%2f"))).json();
  const { tarball, integrity } = document.versions[version].dist;
  const data = Buffer.from(await (await fetch(tarball)).arrayBuffer());
  const sum = createHash("sha512").update(data).digest("base64");
  if (integrity !== `sha512-${sum}`) stop("ERR_PNPM_TARBALL_INTEGRITY", `${name}@${version}`);
  return data;
}

async function install(words) {
  if (words.join(" ") !== "--frozen-lockfile") stop("ERR_PNPM_UNKNOWN", `install ${words.join(" ")}`);
  const lock = lockfile();
  compared(lock);
  const all = closure(lock, direct(lock, ["dependencies", "devDependencies"]));
  for (const [key, { name, version, needed }] of all) {
    const { integrity } = lock.packages[key]?.resolution ?? {};
    // What is served here is no real package, so that its sum is another one.
    if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity)) stop("ERR_PNPM_LOCKFILE_MISSING_DEPENDENCY", key);
    const folder = path.join(place(name, version), name);
    fs.mkdirSync(folder, { recursive: true });
    execFileSync("tar", ["-xz", "--strip-components=1", "-C", folder], { input: await fetched(name, version) });
    for (const [other, at] of needed) link(path.join(place(name, version), other), path.join(place(other, at), other));
  }
  top(direct(lock, ["dependencies", "devDependencies"]));
  console.log(`stand-in for pnpm: ${all.size} packages`);
}

/** Links the direct dependencies, and their commands. */
function top(roots) {
  for (const [name, version] of roots) {
    const folder = path.join(place(name, version), name);
    link(path.join(MODULES, name), folder);
    const { bin = {} } = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"));
    for (const [command, file] of Object.entries(bin)) {
      fs.mkdirSync(path.join(MODULES, ".bin"), { recursive: true });
      const script = `#!/bin/sh\nexec node "$(dirname "$0")/../${name}/${file}" "$@"\n`;
      fs.writeFileSync(path.join(MODULES, ".bin", command), script, { mode: 0o755 });
    }
  }
}

function prune(words) {
  if (words.sort().join(" ") !== "--ignore-scripts --prod") stop("ERR_PNPM_UNKNOWN", `prune ${words.join(" ")}`);
  if (!process.env.CI && !process.stdin.isTTY) {
    stop("ERR_PNPM_ABORTED_REMOVE_MODULES_DIR_NO_TTY", "node_modules is not removed without a terminal: set CI=true");
  }
  const lock = lockfile();
  const roots = direct(lock, ["dependencies"]);
  const kept = new Set([...closure(lock, roots).values()].map(({ name, version }) => place(name, version)));
  for (const entry of fs.readdirSync(STORE)) {
    const folder = path.join(STORE, entry);
    if (!kept.has(path.join(folder, MODULES))) fs.rmSync(folder, { recursive: true });
  }
  for (const entry of fs.readdirSync(MODULES)) {
    if (entry !== ".pnpm") fs.rmSync(path.join(MODULES, entry), { recursive: true });
  }
  top(roots);
}

function run([name, ...words]) {
  const script = manifest().scripts?.[name] ?? stop("ERR_PNPM_NO_SCRIPT", `Missing script: ${name}`);
  const env = { ...process.env, PATH: `${path.resolve(MODULES, ".bin")}:${process.env.PATH}` };
  const done = spawnSync("sh", ["-c", `${script} "$@"`, "sh", ...words], { stdio: "inherit", env });
  process.exit(done.status ?? 1);
}

const [command, ...words] = process.argv.slice(2);
const commands = { install, prune, run };
if (command in commands) Promise.resolve(commands[command](words)).catch((error) => stop("ERR_PNPM", error.stack));
else stop("ERR_PNPM_UNKNOWN", `the stand-in has no ${command}`);
