package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	kafka "github.com/cdk-kafka-event-source/cdk-kafka-event-source-go/cdkkafkaeventsource"
)

// NewOrdersStack consumes the topic orders from brokers in a VPC, with a dashboard and alarms.
func NewOrdersStack(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, nil)

	consumer := awslambda.NewFunction(stack, jsii.String("Consumer"), &awslambda.FunctionProps{
		Code:    awslambda.Code_FromAsset(jsii.String("../consumer"), nil),
		Handler: jsii.String("index.handler"),
		Runtime: awslambda.Runtime_NODEJS_22_X(),
		Timeout: awscdk.Duration_Minutes(jsii.Number(1)),
	})

	// The network of the pollers. They reach the brokers in the VPC, and AWS through the NAT gateway.
	vpc := awsec2.NewVpc(stack, jsii.String("Vpc"), &awsec2.VpcProps{MaxAzs: jsii.Number(2), NatGateways: jsii.Number(1)})
	pollers := awsec2.NewSecurityGroup(stack, jsii.String("Pollers"), &awsec2.SecurityGroupProps{
		Vpc:         vpc,
		Description: jsii.String("Lambda pollers of the topic orders"),
	})

	// Lambda reads the secrets when it creates the mapping, so they must contain the right JSON at that time.
	// Create the user on the brokers with the generated password. The secret of the CA exists already.
	credentials := awssecretsmanager.NewSecret(stack, jsii.String("Credentials"), &awssecretsmanager.SecretProps{
		EncryptionKey: awskms.NewKey(stack, jsii.String("Key"), &awskms.KeyProps{EnableKeyRotation: jsii.Bool(true)}),
		GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
			SecretStringTemplate: jsii.String(`{"username":"billing"}`),
			GenerateStringKey:    jsii.String("password"),
			ExcludePunctuation:   jsii.Bool(true),
		},
	})
	privateCa := awssecretsmanager.Secret_FromSecretNameV2(stack, jsii.String("PrivateCa"), jsii.String("kafka/private-ca"))

	source := kafka.NewKafkaEventSource(stack, jsii.String("Source"), &kafka.KafkaEventSourceProps{
		Target:           consumer,
		BootstrapServers: jsii.Strings("b1.kafka.internal:9096", "b2.kafka.internal:9096", "b3.kafka.internal:9096"),
		Topic:            jsii.String("orders"),
		AccessConfigurations: &kafka.KafkaAccessConfigurations{
			SaslScram512Auth:        &[]awssecretsmanager.ISecret{credentials},
			ServerRootCaCertificate: &[]awssecretsmanager.ISecret{privateCa},
			VpcSubnet:               vpc.PrivateSubnets(),
			VpcSecurityGroup:        &[]awsec2.ISecurityGroup{pollers},
		},
		ConsumerGroupId:       jsii.String("billing"),
		BatchSize:             jsii.Number(500),
		MaximumBatchingWindow: awscdk.Duration_Seconds(jsii.Number(5)),
		FilterPatterns: &[]*map[string]any{
			{"value": map[string]any{"status": []string{"PAID"}}},
		},

		// After three retries, a failed batch goes to a queue, and Lambda continues with the partition.
		OnFailure: kafka.KafkaOnFailure_SqsQueue(awssqs.NewQueue(stack, jsii.String("Failed"), &awssqs.QueueProps{
			EnforceSSL:      jsii.Bool(true),
			RetentionPeriod: awscdk.Duration_Days(jsii.Number(14)),
		})),
		RetryAttempts: jsii.Number(3),

		// Provisioned pollers, which RetryAttempts requires, and every metric. Both are billed separately.
		ProvisionedPollerConfig: &awslambda.ProvisionedPollerConfig{MinimumPollers: jsii.Number(2), MaximumPollers: jsii.Number(5)},
		MetricsConfig: &awslambda.MetricsConfig{
			Metrics: &[]awslambda.MetricType{awslambda.MetricType_EVENT_COUNT, awslambda.MetricType_ERROR_COUNT, awslambda.MetricType_KAFKA_METRICS},
		},
	})

	// docs/monitoring.md shows the dashboard. The alarms notify the subscribers of the topic.
	kafka.NewKafkaEventSourceDashboard(stack, jsii.String("Dashboard"), &kafka.KafkaEventSourceDashboardProps{
		Sources: &[]kafka.IKafkaEventSource{source},
	})
	kafka.NewKafkaEventSourceAlarms(stack, jsii.String("Alarms"), &kafka.KafkaEventSourceAlarmsProps{
		Source:  source,
		Actions: &[]awscloudwatch.IAlarmAction{awscloudwatchactions.NewSnsAction(awssns.NewTopic(stack, jsii.String("OnCall"), nil))},
	})
	return stack
}
