import json
from pathlib import Path

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch_actions as cloudwatch_actions
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from cdk_kafka_event_source import (
    KafkaAccessConfigurations,
    KafkaEventSource,
    KafkaEventSourceAlarms,
    KafkaEventSourceDashboard,
    KafkaOnFailure,
)
from constructs import Construct


class OrdersStack(Stack):
    """Consumes the topic ``orders`` from brokers in a VPC, with a dashboard and alarms."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        consumer = lambda_.Function(
            self, "Consumer",
            code=lambda_.Code.from_asset(str(Path(__file__).parent.parent / "consumer")),
            handler="index.handler",
            runtime=lambda_.Runtime.NODEJS_22_X,
            timeout=Duration.minutes(1),
        )

        # The network of the pollers. They reach the brokers in the VPC, and AWS through the NAT gateway.
        vpc = ec2.Vpc(self, "Vpc", max_azs=2, nat_gateways=1)
        pollers = ec2.SecurityGroup(self, "Pollers", vpc=vpc, description="Lambda pollers of the topic orders")

        # Lambda reads the secrets when it creates the mapping, so they must contain the right JSON at that time.
        # Create the user on the brokers with the generated password. The secret of the CA exists already.
        credentials = secretsmanager.Secret(
            self, "Credentials",
            encryption_key=kms.Key(self, "Key", enable_key_rotation=True),
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template=json.dumps({"username": "billing"}, separators=(",", ":")),
                generate_string_key="password",
                exclude_punctuation=True,
            ),
        )
        private_ca = secretsmanager.Secret.from_secret_name_v2(self, "PrivateCa", "kafka/private-ca")

        source = KafkaEventSource(
            self, "Source",
            target=consumer,
            bootstrap_servers=["b1.kafka.internal:9096", "b2.kafka.internal:9096", "b3.kafka.internal:9096"],
            topic="orders",
            access_configurations=KafkaAccessConfigurations(
                sasl_scram512_auth=[credentials],
                server_root_ca_certificate=[private_ca],
                vpc_subnet=vpc.private_subnets,
                vpc_security_group=[pollers],
            ),
            consumer_group_id="billing",
            batch_size=500,
            maximum_batching_window=Duration.seconds(5),
            filter_patterns=[{"value": {"status": ["PAID"]}}],
            # After three retries, a failed batch goes to a queue, and Lambda continues with the partition.
            on_failure=KafkaOnFailure.sqs_queue(
                sqs.Queue(self, "Failed", enforce_ssl=True, retention_period=Duration.days(14))
            ),
            retry_attempts=3,
            # Provisioned pollers, which retry_attempts requires, and every metric. Both are billed separately.
            provisioned_poller_config=lambda_.ProvisionedPollerConfig(minimum_pollers=2, maximum_pollers=5),
            metrics_config=lambda_.MetricsConfig(
                metrics=[lambda_.MetricType.EVENT_COUNT, lambda_.MetricType.ERROR_COUNT, lambda_.MetricType.KAFKA_METRICS]
            ),
        )

        # docs/monitoring.md shows the dashboard. The alarms notify the subscribers of the topic.
        KafkaEventSourceDashboard(self, "Dashboard", sources=[source])
        KafkaEventSourceAlarms(
            self, "Alarms", source=source, actions=[cloudwatch_actions.SnsAction(sns.Topic(self, "OnCall"))]
        )
