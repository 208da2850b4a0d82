#!/bin/sh
# igraph: what a GraphML file says nothing about becomes false and an empty text.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3.11}" -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check networkx==3.6.1 igraph==1.0.0
cd "$folder"
bin/python - <<'END'
import sys

import igraph
import networkx as nx

actors = nx.Graph()
actors.add_node("a", member=True, role="science", lat=52.5)
actors.add_node("b")  # nothing is known
nx.write_graphml(actors, "actors.graphml")
node = igraph.Graph.Read_GraphML("actors.graphml").vs[1]
seen = (node["member"], node["role"], str(node["lat"]))

pairs = igraph.Graph([(0, 1)])
pairs.vs["label"] = ["Berlin", None]
pairs.write_graphml("pairs.graphml")
label = nx.read_graphml("pairs.graphml").nodes["n1"].get("label")

print("igraph", igraph.__version__, "networkx", nx.__version__)
print("expected of an actor without attributes: (None, None, 'nan')")
print("seen:", seen)
print("expected of a label None that igraph writes and networkx reads: no label")
print("seen:", repr(label))
if seen != (False, "", "nan") or label != "None":
    sys.exit("the behaviour has changed")
END
