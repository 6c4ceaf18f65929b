"""Compares the code that `migrate --language python` prints with ServerlessKafkaEvents for the same file."""
import sys

from aws_cdk import App, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk.assertions import Template
from cdk_kafka_event_source import ServerlessKafkaEvents

from kafka_consumers import KafkaConsumers

config, *functions = sys.argv[1:]


def get_mappings(create) -> list:
    stack = Stack(App(), "Stack")
    targets = {
        name: lambda_.Function(
            stack, name, runtime=lambda_.Runtime.NODEJS_22_X, handler="index.handler", code=lambda_.Code.from_inline("-")
        )
        for name in functions
    }
    create(stack, targets)
    mappings = Template.from_stack(stack).find_resources("AWS::Lambda::EventSourceMapping")
    return [(logical_id, mapping["Properties"]) for logical_id, mapping in mappings.items()]


printed = get_mappings(lambda stack, targets: KafkaConsumers(stack, "Events", targets))
read = get_mappings(lambda stack, targets: ServerlessKafkaEvents(stack, "Events", config=config, targets=targets))
assert printed == read, f"{printed} is not {read}"
print(f"{len(printed)} mappings of the printed Python are equal to those of the file")
