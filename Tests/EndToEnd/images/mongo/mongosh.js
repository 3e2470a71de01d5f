// A stand-in for MongoDB's shell where the real one cannot be had: it runs scripts that use `db` and commands of the
// server, as health checks and initialization do. A worker thread talks to the server, so that scripts need not wait.
const fs = require("node:fs");
const vm = require("node:vm");
const { MessageChannel, Worker, isMainThread, receiveMessageOnPort, workerData } = require("node:worker_threads");

const TIMEOUT = 5000;
const WITH_VALUE = ["username", "password", "host", "port", "authenticationDatabase", "eval"];
const SHORT = { u: "username", p: "password" };

function parsed(words) {
  const options = { port: "27017", host: "127.0.0.1" };
  const scripts = [];
  let database = "test";
  while (words.length > 0) {
    const word = words.shift();
    const [, name, value] = /^--?([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    const long = SHORT[name] ?? name;
    if (WITH_VALUE.includes(long)) {
      const text = value ?? words.shift();
      if (long === "eval") scripts.push(text);
      else options[long] = text;
    } else if (name === undefined && word.endsWith(".js")) scripts.push(fs.readFileSync(word, "utf8"));
    else if (name === undefined) database = word;
    else if (!["quiet", "norc"].includes(name)) throw new Error(`the stand-in for mongosh has no option ${word}`);
  }
  return { options, scripts, database };
}

function address({ username, password, host, port, authenticationDatabase }) {
  if (!username) return `mongodb://${host}:${port}/`;
  const [user, secret, source] = [username, password, authenticationDatabase ?? "admin"].map(encodeURIComponent);
  return `mongodb://${user}:${secret}@${host}:${port}/?authSource=${source}`;
}

/** A database whose commands answer at once, by way of the worker. */
function database(name, run) {
  const command = (given) => run({ where: name, command: typeof given === "string" ? { [given]: 1 } : given });
  return {
    getName: () => name,
    getSiblingDB: (other) => database(other, run),
    runCommand: command,
    auth: (username, password) => run({ login: { username, password, authenticationDatabase: name } }),
    adminCommand: (given) => database("admin", run).runCommand(given),
    createUser: ({ user, ...others }) => command({ createUser: user, ...others }),
    updateUser: (user, changes) => command({ updateUser: user, ...changes }),
    getUser: (user) => command({ usersInfo: user }).users[0] ?? null,
  };
}

function main() {
  const { options, scripts, database: name } = parsed(process.argv.slice(2));
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const given = { options, flag, port: port2 };
  const worker = new Worker(__filename, { workerData: given, transferList: [port2] });
  const run = (question) => {
    Atomics.store(flag, 0, 0);
    port1.postMessage(question);
    if (Atomics.wait(flag, 0, 0, 4 * TIMEOUT) === "timed-out") throw new Error("the server does not answer");
    const { answer, error } = receiveMessageOnPort(port1).message;
    if (error) throw new Error(error);
    return answer;
  };
  const context = vm.createContext({ db: database(name, run), process, print: console.log, console, quit: process.exit });
  try {
    let last;
    for (const script of scripts) last = vm.runInContext(script, context);
    if (last !== undefined && scripts.length > 0) console.log(last);
  } catch (error) {
    console.error(`MongoServerError: ${error.message}`);
    process.exitCode = 1;
  }
  worker.terminate();
  port1.close();
}

function serve({ options, flag, port }) {
  console.warn = () => {}; // Debian's driver has no library for passwords that are not ASCII
  const { MongoClient } = require("mongodb");
  const limits = { serverSelectionTimeoutMS: TIMEOUT, connectTimeoutMS: TIMEOUT };
  const connect = (given) => MongoClient.connect(address(given), { useUnifiedTopology: true, ...limits });
  let client;
  port.on("message", async ({ where, command, login }) => {
    let message;
    try {
      if (login) client = await connect({ ...options, ...login });
      client ??= await connect(options);
      // What is made of classes of the driver cannot be passed on.
      const answer = login ? { ok: 1 } : await client.db(where).command(command);
      message = { answer: JSON.parse(JSON.stringify(answer)) };
    } catch (error) {
      message = { error: error.message || String(error) };
    }
    port.postMessage(message);
    Atomics.store(flag, 0, 1);
    Atomics.notify(flag, 0);
  });
}

if (isMainThread) main();
else serve(workerData);
