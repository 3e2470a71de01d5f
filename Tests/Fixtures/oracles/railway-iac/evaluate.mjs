// evaluate.mjs FILE CONTEXT...: the graph that a project file gives in each context, as a JSON list; an object with
// `error` where it gives none.
import { pathToFileURL } from "node:url";
import { createRailwayContext } from "railway/iac";

const [file, ...contexts] = process.argv.slice(2);
const program = (await import(pathToFileURL(file).href)).default;
const graphs = contexts.map((context) => {
  try {
    return program(createRailwayContext(JSON.parse(context)));
  } catch (error) {
    return { error: String(error) };
  }
});
process.stdout.write(JSON.stringify(graphs));
