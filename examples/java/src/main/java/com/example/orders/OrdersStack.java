package com.example.orders;

import io.github.cdkkafkaeventsource.KafkaAccessConfigurations;
import io.github.cdkkafkaeventsource.KafkaEventSource;
import io.github.cdkkafkaeventsource.KafkaEventSourceAlarms;
import io.github.cdkkafkaeventsource.KafkaEventSourceDashboard;
import io.github.cdkkafkaeventsource.KafkaOnFailure;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.ec2.SecurityGroup;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.kms.Key;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.MetricType;
import software.amazon.awscdk.services.lambda.MetricsConfig;
import software.amazon.awscdk.services.lambda.ProvisionedPollerConfig;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.secretsmanager.ISecret;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.amazon.awscdk.services.secretsmanager.SecretStringGenerator;
import software.amazon.awscdk.services.sns.Topic;
import software.amazon.awscdk.services.sqs.Queue;
import software.constructs.Construct;

/** Consumes the topic {@code orders} from brokers in a VPC, with a dashboard and alarms. */
public class OrdersStack extends Stack {
    public OrdersStack(final Construct scope, final String id) {
        super(scope, id);

        Function consumer = Function.Builder.create(this, "Consumer")
            .code(Code.fromAsset("../consumer"))
            .handler("index.handler")
            .runtime(Runtime.NODEJS_22_X)
            .timeout(Duration.minutes(1))
            .build();

        // The network of the pollers. They reach the brokers in the VPC, and AWS through the NAT gateway.
        Vpc vpc = Vpc.Builder.create(this, "Vpc").maxAzs(2).natGateways(1).build();
        SecurityGroup pollers = SecurityGroup.Builder.create(this, "Pollers")
            .vpc(vpc)
            .description("Lambda pollers of the topic orders")
            .build();

        // Lambda reads the secrets when it creates the mapping, so they must contain the right JSON at that time.
        // Create the user on the brokers with the generated password. The secret of the CA exists already.
        Secret credentials = Secret.Builder.create(this, "Credentials")
            .encryptionKey(Key.Builder.create(this, "Key").enableKeyRotation(true).build())
            .generateSecretString(SecretStringGenerator.builder()
                .secretStringTemplate("{\"username\":\"billing\"}")
                .generateStringKey("password")
                .excludePunctuation(true)
                .build())
            .build();
        ISecret privateCa = Secret.fromSecretNameV2(this, "PrivateCa", "kafka/private-ca");

        KafkaEventSource source = KafkaEventSource.Builder.create(this, "Source")
            .target(consumer)
            .bootstrapServers(List.of("b1.kafka.internal:9096", "b2.kafka.internal:9096", "b3.kafka.internal:9096"))
            .topic("orders")
            .accessConfigurations(KafkaAccessConfigurations.builder()
                .saslScram512Auth(List.of(credentials))
                .serverRootCaCertificate(List.of(privateCa))
                .vpcSubnet(vpc.getPrivateSubnets())
                .vpcSecurityGroup(List.of(pollers))
                .build())
            .consumerGroupId("billing")
            .batchSize(500)
            .maximumBatchingWindow(Duration.seconds(5))
            .filterPatterns(List.of(Map.of("value", Map.of("status", List.of("PAID")))))
            // After three retries, a failed batch goes to a queue, and Lambda continues with the partition.
            .onFailure(KafkaOnFailure.sqsQueue(Queue.Builder.create(this, "Failed")
                .enforceSsl(true)
                .retentionPeriod(Duration.days(14))
                .build()))
            .retryAttempts(3)
            // Provisioned pollers, which retryAttempts requires, and every metric. Both are billed separately.
            .provisionedPollerConfig(ProvisionedPollerConfig.builder().minimumPollers(2).maximumPollers(5).build())
            .metricsConfig(MetricsConfig.builder()
                .metrics(List.of(MetricType.EVENT_COUNT, MetricType.ERROR_COUNT, MetricType.KAFKA_METRICS))
                .build())
            .build();

        // docs/monitoring.md shows the dashboard. The alarms notify the subscribers of the topic.
        KafkaEventSourceDashboard.Builder.create(this, "Dashboard").sources(List.of(source)).build();
        KafkaEventSourceAlarms.Builder.create(this, "Alarms")
            .source(source)
            .actions(List.of(new SnsAction(new Topic(this, "OnCall"))))
            .build();
    }
}
