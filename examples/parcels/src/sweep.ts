// The cron job: removes parcels that have expired, their content too. An index of MongoDB that lets documents expire
// would leave the content behind.
import { Bucket } from "./bucket.js";
import { mongoUrl, s3 } from "./config.js";
import { log } from "./log.js";
import { connect, Parcels } from "./parcels.js";

const client = connect(mongoUrl);
let stopped = false;
for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => (stopped = true));
try {
  await client.connect();
  const count = await new Parcels(client, new Bucket(s3)).sweep(() => stopped);
  log("info", "expired parcels were removed", { count });
} finally {
  await client.close();
}
