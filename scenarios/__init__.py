"""What if: scenarios, the worlds that they are tried in, and templates for one's own."""

from interhelix.scenarios.interventions import Intervention
from interhelix.scenarios.new import write_scenario_template, write_world_template
from interhelix.scenarios.scenario import Scenario, files_of_scenario, scenario_names
from interhelix.scenarios.worlds import files_of_world, load_world, world_names
from interhelix.scenarios.worlds.doubts import doubts_of
from interhelix.scenarios.worlds.tables import read_with_doubts, read_world

__all__ = [
    "Intervention",
    "Scenario",
    "doubts_of",
    "files_of_scenario",
    "files_of_world",
    "load_world",
    "read_with_doubts",
    "read_world",
    "scenario_names",
    "world_names",
    "write_scenario_template",
    "write_world_template",
]
