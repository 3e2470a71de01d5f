"""evaluate.py FILE CONTEXT...: the graph that a project file gives in each context, as a JSON list; an object with
`error` where it gives none."""

import importlib.util
import json
import sys

from railway_sdk import create_railway_context

file, *contexts = sys.argv[1:]
spec = importlib.util.spec_from_file_location("project_file", file)
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
graphs = []
for context in contexts:
    try:
        graphs.append(module.main(create_railway_context(json.loads(context))).to_graph())
    except Exception as error:
        graphs.append({"error": str(error)})
json.dump(graphs, sys.stdout)
