"""Imports aws_cdk without the lines that import all modules of services, which would take most of the test's time. Apps import those that they use."""
import importlib.util
import re
import sys

spec = importlib.util.find_spec("aws_cdk")
module = importlib.util.module_from_spec(spec)
sys.modules["aws_cdk"] = module
with open(spec.origin, encoding="utf-8") as file:
    exec(compile(re.sub("^from [.] import .*", "", file.read(), flags=re.MULTILINE), spec.origin, "exec"), module.__dict__)
