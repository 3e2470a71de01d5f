import { createServer } from "node:http";

import { application } from "./app.js";
import { Bucket } from "./bucket.js";
import { maxDays, mongoUrl, s3, serverConfig } from "./config.js";
import { log, reason } from "./log.js";
import { connect, Parcels } from "./parcels.js";

/** How long requests have to end after SIGTERM: less than `stop_grace` of the topology. */
const DRAIN = 20_000;
/** How long a store has to answer the health check. */
const PATIENCE = 3000;

const { port, publicUrl, uploadToken, maxBytes } = serverConfig();
const client = connect(mongoUrl);
const bucket = new Bucket(s3);

async function mongoAnswers(): Promise<boolean> {
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PATIENCE).unref());
  return Promise.race([client.db().command({ ping: 1 }).then(() => true), late]);
}

await client.connect();
const stores = { mongodb: mongoAnswers, s3: () => bucket.answers(PATIENCE) };
const app = application(new Parcels(client, bucket), { publicUrl, uploadToken, maxBytes, maxDays, stores });
const server = createServer(app).listen(port, () => log("info", "listening", { port }));

function stop(signal: string): void {
  log("info", "stopping: open requests end first", { signal });
  const limit = setTimeout(() => {
    log("warning", "requests were cut off", { seconds: DRAIN / 1000 });
    server.closeAllConnections();
  }, DRAIN);
  server.close(() => {
    clearTimeout(limit);
    client.close().then(
      () => log("info", "stopped"),
      (error: unknown) => log("warning", "the database was not left in order", { reason: reason(error) }),
    );
  });
  server.closeIdleConnections();
}
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, stop);
