"""Transforms SAM templates: a JSON list of YAML in, a JSON list of templates and refusals out."""
import json
import sys

import yaml
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.translator.transform import transform


class NoManagedPolicies:
    """Stands in for IAM, which the translator asks for the managed policies by name."""

    def load(self):
        return {}


def translate(template):
    try:
        transformed = json.dumps(transform(yaml.safe_load(template), {}, NoManagedPolicies()), default=str)
        return {"template": json.loads(transformed, parse_constant=str)}  # JSON has no NaN
    except InvalidDocumentException as error:
        return {"refusal": "; ".join(cause.message for cause in error.causes)}
    except Exception as error:  # a crash is a refusal as well, if a poor one
        return {"refusal": repr(error)}


print(json.dumps([translate(template) for template in json.load(sys.stdin)]))
