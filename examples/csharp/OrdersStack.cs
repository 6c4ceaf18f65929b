using System.Collections.Generic;
using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch.Actions;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.SecretsManager;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SQS;
using CdkKafkaEventSource;
using Constructs;

namespace Orders
{
    /// <summary>Consumes the topic <c>orders</c> from brokers in a VPC, with a dashboard and alarms.</summary>
    class OrdersStack : Stack
    {
        public OrdersStack(Construct scope, string id) : base(scope, id)
        {
            var consumer = new Function(this, "Consumer", new FunctionProps
            {
                Code = Code.FromAsset("../consumer"),
                Handler = "index.handler",
                Runtime = Runtime.NODEJS_22_X,
                Timeout = Duration.Minutes(1),
            });

            // The network of the pollers. They reach the brokers in the VPC, and AWS through the NAT gateway.
            var vpc = new Vpc(this, "Vpc", new VpcProps { MaxAzs = 2, NatGateways = 1 });
            var pollers = new SecurityGroup(this, "Pollers", new SecurityGroupProps { Vpc = vpc, Description = "Lambda pollers of the topic orders" });

            // Lambda reads the secrets when it creates the mapping, so they must contain the right JSON at that time.
            // Create the user on the brokers with the generated password. The secret of the CA exists already.
            var credentials = new Secret(this, "Credentials", new SecretProps
            {
                EncryptionKey = new Key(this, "Key", new KeyProps { EnableKeyRotation = true }),
                GenerateSecretString = new SecretStringGenerator
                {
                    SecretStringTemplate = "{\"username\":\"billing\"}",
                    GenerateStringKey = "password",
                    ExcludePunctuation = true,
                },
            });
            var privateCa = Secret.FromSecretNameV2(this, "PrivateCa", "kafka/private-ca");

            var source = new KafkaEventSource(this, "Source", new KafkaEventSourceProps
            {
                Target = consumer,
                BootstrapServers = new[] { "b1.kafka.internal:9096", "b2.kafka.internal:9096", "b3.kafka.internal:9096" },
                Topic = "orders",
                AccessConfigurations = new KafkaAccessConfigurations
                {
                    SaslScram512Auth = new ISecret[] { credentials },
                    ServerRootCaCertificate = new[] { privateCa },
                    VpcSubnet = vpc.PrivateSubnets,
                    VpcSecurityGroup = new ISecurityGroup[] { pollers },
                },
                ConsumerGroupId = "billing",
                BatchSize = 500,
                MaximumBatchingWindow = Duration.Seconds(5),
                FilterPatterns = new IDictionary<string, object>[]
                {
                    new Dictionary<string, object> { ["value"] = new Dictionary<string, object> { ["status"] = new object[] { "PAID" } } },
                },

                // After three retries, a failed batch goes to a queue, and Lambda continues with the partition.
                OnFailure = KafkaOnFailure.SqsQueue(new Queue(this, "Failed", new QueueProps { EnforceSSL = true, RetentionPeriod = Duration.Days(14) })),
                RetryAttempts = 3,

                // Provisioned pollers, which RetryAttempts requires, and every metric. Both are billed separately.
                ProvisionedPollerConfig = new ProvisionedPollerConfig { MinimumPollers = 2, MaximumPollers = 5 },
                MetricsConfig = new MetricsConfig { Metrics = new[] { MetricType.EVENT_COUNT, MetricType.ERROR_COUNT, MetricType.KAFKA_METRICS } },
            });

            // docs/monitoring.md shows the dashboard. The alarms notify the subscribers of the topic.
            new KafkaEventSourceDashboard(this, "Dashboard", new KafkaEventSourceDashboardProps { Sources = new[] { source } });
            new KafkaEventSourceAlarms(this, "Alarms", new KafkaEventSourceAlarmsProps
            {
                Source = source,
                Actions = new[] { new SnsAction(new Topic(this, "OnCall")) },
            });
        }
    }
}
