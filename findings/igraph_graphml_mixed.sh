#!/bin/sh
# networkx and igraph: GraphML of one attribute with whole and other numbers is refused.
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

ties = nx.Graph()
ties.add_edge("a", "b", trust=1)
ties.add_edge("b", "c", trust=0.5)
nx.write_graphml(ties, "ties.graphml")
again = [trust for *_, trust in nx.read_graphml("ties.graphml").edges(data="trust")]
try:
    igraph.Graph.Read_GraphML("ties.graphml")
    seen = "read"
except igraph.InternalError as error:
    seen = str(error)
print("networkx", nx.__version__, "igraph", igraph.__version__)
print("expected: igraph reads trust as networkx does:", again)
print("seen:", seen)
if again != [1, 0.5] or "Duplicate attribute name" not in seen:
    sys.exit("the behaviour has changed")
END
