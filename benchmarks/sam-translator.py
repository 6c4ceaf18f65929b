"""Transforms a JSON list of SAM templates in YAML to a JSON list of templates and errors."""
import json
import sys

import yaml
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.translator.transform import transform


class NoManagedPolicies:
    """Replaces the lookup of managed policies in IAM by name."""

    def load(self):
        return {}


def translate(template):
    try:
        transformed = json.dumps(transform(yaml.safe_load(template), {}, NoManagedPolicies()), default=str)
        return {"template": json.loads(transformed, parse_constant=str)}  # JSON has no NaN
    except InvalidDocumentException as error:
        return {"error": "; ".join(cause.message for cause in error.causes)}
    except Exception as error:  # a crash counts as an error too
        return {"error": repr(error)}


print(json.dumps([translate(template) for template in json.load(sys.stdin)]))
