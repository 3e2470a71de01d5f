// A stand-in for version 7 of MongoDB's driver where its real package cannot be had: version 3.6, Debian's, with the
// behavior and the options that version 7 has by default.
const { MongoClient } = require("mongodb");

/** The options that are used here, under their old names. */
function renamed({ appName, writeConcern, ...others }) {
  return { ...others, appname: appName, writeConcern: { w: writeConcern?.w, j: writeConcern?.journal } };
}

exports.MongoClient = class extends MongoClient {
  constructor(url, options = {}) {
    super(url, { ...renamed(options), useUnifiedTopology: true });
  }
};
