// The release command: makes the database ready for this version, before it serves.
import { Bucket } from "./bucket.js";
import { mongoUrl, s3 } from "./config.js";
import { log } from "./log.js";
import { connect, Parcels } from "./parcels.js";

const client = connect(mongoUrl);
try {
  await client.connect();
  await new Parcels(client, new Bucket(s3)).prepare();
  log("info", "the database is ready");
} finally {
  await client.close();
}
