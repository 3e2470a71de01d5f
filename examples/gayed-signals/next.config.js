/** @type {import('next').NextConfig} */
module.exports = {
  // A server.js with only the packages that it needs: what the image runs.
  output: "standalone",
};
