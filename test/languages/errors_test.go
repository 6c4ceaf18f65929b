package main

import (
	"fmt"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"
	kafka "github.com/cdk-kafka-event-source/cdk-kafka-event-source-go/cdkkafkaeventsource"
)

// TestErrors prints an error of the construct.
func TestErrors(t *testing.T) {
	defer jsii.Close()
	stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
	function := awslambda.NewFunction(stack, jsii.String("Fn"), &awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_22_X(),
		Handler: jsii.String("index.handler"),
		Code:    awslambda.Code_FromInline(jsii.String("-")),
	})
	defer func() { fmt.Println(recover()) }()
	kafka.NewKafkaEventSource(stack, jsii.String("Orders"), &kafka.KafkaEventSourceProps{
		Target:               function,
		BootstrapServers:     jsii.Strings("b1.example.com"),
		Topic:                jsii.String("orders"),
		AccessConfigurations: &kafka.KafkaAccessConfigurations{},
		BatchSize:            jsii.Number(20000),
	})
}
