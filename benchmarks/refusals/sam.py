"""Transforms SAM templates: a JSON list of YAML in, a JSON list of messages out, null where one is taken."""
import json
import sys

import yaml
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.translator.transform import transform


class NoManagedPolicies:
    """Stands in for IAM, which the translator asks for the managed policies by name."""

    def load(self):
        return {}


def judge(template):
    try:
        transform(yaml.safe_load(template), {}, NoManagedPolicies())
    except InvalidDocumentException as error:
        return "; ".join(cause.message for cause in error.causes)
    except Exception as error:  # a crash is a refusal as well, if a poor one
        return repr(error)
    return None


print(json.dumps([judge(template) if template else None for template in json.load(sys.stdin)]))
