"""Prints an error of the construct."""
from aws_cdk import App, Stack
from aws_cdk import aws_lambda as lambda_
from cdk_kafka_event_source import KafkaAccessConfigurations, KafkaEventSource

stack = Stack(App(), "Shop")
function = lambda_.Function(
    stack, "Fn", runtime=lambda_.Runtime.NODEJS_22_X, handler="index.handler", code=lambda_.Code.from_inline("-")
)
try:
    KafkaEventSource(
        stack, "Orders",
        target=function,
        bootstrap_servers=["b1.example.com"],
        topic="orders",
        access_configurations=KafkaAccessConfigurations(),
        batch_size=20000,
    )
except Exception as error:
    print(error)
