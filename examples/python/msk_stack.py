from pathlib import Path

from aws_cdk import Duration, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_msk as msk
from cdk_kafka_event_source import KafkaPollerVpcEndpoints, MskClusterNetwork, MskEventSource
from constructs import Construct


class MskStack(Stack):
    """Consumes from a serverless Amazon MSK cluster with IAM, in a VPC without a NAT gateway."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        consumer = lambda_.Function(
            self, "Consumer",
            code=lambda_.Code.from_asset(str(Path(__file__).parent.parent / "consumer")),
            handler="index.handler",
            runtime=lambda_.Runtime.NODEJS_22_X,
            timeout=Duration.minutes(1),
        )

        vpc = ec2.Vpc(self, "Vpc", max_azs=2, nat_gateways=0)
        brokers = ec2.SecurityGroup(self, "Brokers", vpc=vpc, description="Brokers and pollers", allow_all_outbound=False)
        cluster = msk.CfnServerlessCluster(
            self, "Cluster",
            cluster_name="orders",
            client_authentication=msk.CfnServerlessCluster.ClientAuthenticationProperty(
                sasl=msk.CfnServerlessCluster.SaslProperty(iam=msk.CfnServerlessCluster.IamProperty(enabled=True))
            ),
            vpc_configs=[
                msk.CfnServerlessCluster.VpcConfigProperty(
                    subnet_ids=[subnet.subnet_id for subnet in vpc.isolated_subnets],
                    security_groups=[brokers.security_group_id],
                )
            ],
        )

        # The pollers are in the subnets and security groups of the cluster.
        source = MskEventSource(
            self, "Orders",
            target=consumer,
            cluster_arn=cluster.attr_arn,
            topic="orders",
            consumer_group_id="billing",
            cluster_network=MskClusterNetwork(subnets=vpc.isolated_subnets, security_groups=[brokers]),
        )
        source.connections.allow_default_port_internally("Kafka")
        KafkaPollerVpcEndpoints(self, "Endpoints", vpc=vpc, sources=[source])
