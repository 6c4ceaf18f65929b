"""Lints templates: a JSON list of YAML in, a JSON list of messages out, null where nothing is found."""
import json
import sys

from cfnlint.api import lint
from cfnlint.config import ManualArgs

config = ManualArgs(regions=[sys.argv[1]])


def judge(template):
    return "; ".join(sorted(f"{match.rule.id} {match.message}" for match in lint(template, config=config))) or None


print(json.dumps([judge(template) if template else None for template in json.load(sys.stdin)]))
