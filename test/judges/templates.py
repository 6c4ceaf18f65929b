"""Judges templates by cfn-lint, all in one process.

    python3 test/judges/templates.py <template or glob> ...
"""
import glob
import json
import re
import sys
import time

from cfnlint.api import lint
from cfnlint.config import ConfigMixIn
from cfnlint.runner import Runner
from cfnlint.version import __version__ as version

REGION = 'eu-west-1'

# Findings that are no faults of a template: the rule, its message and the reason.
EXPLAINED = [
    ('W3005', r'dependency already enforced', 'the CDK makes every function depend on its role, which it already refers to'),
]

# A judge that accepts this template proves nothing.
WRONG = {'Resources': {'Mapping': {'Type': 'AWS::Lambda::EventSourceMapping', 'Properties': {'FunctionName': 'consumer', 'BatchSize': 10001}}}}


def main(patterns):
    files = sorted(file for pattern in patterns for file in glob.glob(pattern))
    start = time.perf_counter()
    matches = list(Runner(ConfigMixIn(['--regions', REGION, '--template', *files])).run()) if files else []
    seconds = time.perf_counter() - start
    explained = {entry: [match for match in matches if match.rule.id == entry[0] and re.search(entry[1], match.message)] for entry in EXPLAINED}
    faults = [match for match in matches if not any(match in some for some in explained.values())]
    problems = [f'{match.filename}:{match.linenumber}: {match.rule.id} {match.message}' for match in faults]
    if not files:
        problems.append(f'no template in {patterns}')
    if not lint(json.dumps(WRONG), regions=[REGION]):
        problems.append('accepts a batchSize of 10001')
    print('\n'.join(problems + [
        f'cfn-lint {version}: {len(files)} templates, {len(problems)} problems, {seconds:.0f} s',
        *(f'  {len(some)} findings of {rule} are none: {reason}' for (rule, _, reason), some in explained.items()),
    ]))
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
