/** Providers of Kafka, recognized by the names of their brokers. */
import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { importCredentials, newConsumer, testSituations } from './situation';
import { KafkaAccessConfigurations, KafkaEventSource } from '../../src';

type Entries = KafkaAccessConfigurations | ((stack: Stack) => KafkaAccessConfigurations);

/** Consumes a topic of these brokers. */
const consume = (server: string, access: Entries) => (stack: Stack) => {
  new KafkaEventSource(stack, 'Source', {
    target: newConsumer(stack), bootstrapServers: [server], topic: 'orders', accessConfigurations: typeof access === 'function' ? access(stack) : access,
  });
};
const user = (entry: 'saslPlainAuth' | 'saslScram256Auth' | 'saslScram512Auth', more?: Entries): Entries => stack =>
  ({ [entry]: [importCredentials(stack)], ...typeof more === 'function' ? more(stack) : more });
const certificate: Entries = stack => ({ clientCertificateTlsAuth: [importCredentials(stack, 'kafka/certificate')] });
const rootCa: Entries = stack => ({ serverRootCaCertificate: [importCredentials(stack, 'kafka/root')] });
/** A shared VPC, as its owner publishes it. */
const network: Entries = stack => {
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-1123456789abcdef0'],
    privateSubnetRouteTableIds: ['rtb-0123456789abcdef0', 'rtb-1123456789abcdef0'],
  });
  return { vpcSubnet: vpc.privateSubnets, vpcSecurityGroup: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')] };
};

const CONFLUENT = 'pkc-abc12.eu-west-1.aws.confluent.cloud:9092';
const MSK = 'b-1.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com';
const PUBLIC_MSK = 'b-1-public.orders.a1b2c3.c2.kafka.eu-west-1.amazonaws.com';
const MSK_ARN = 'arn:aws:kafka:eu-west-1:111122223333:cluster/orders/a1b2c3d4-5678-90ab-cdef-111122223333-1';
const EVENT_HUBS = 'orders.servicebus.windows.net';

testSituations([
  ['Confluent Cloud with an API key', 'https://github.com/hashicorp/terraform-provider-aws/issues/28312', consume(CONFLUENT, user('saslPlainAuth'))],
  ['Confluent Cloud with an API key, from Serverless', 'https://github.com/serverless/serverless/issues/9663', consume(CONFLUENT.toUpperCase(), user('saslPlainAuth'))],
  ['Confluent Cloud with the method that the console of AWS lists first', 'https://github.com/hashicorp/terraform-provider-aws/issues/27675',
    consume(CONFLUENT, user('saslScram512Auth')), 'provider-authentication-mismatch'],
  ['Confluent Cloud on the port of its registry', 'https://docs.confluent.io/cloud/current/networking/overview.html',
    consume(CONFLUENT.replace('9092', '443'), user('saslPlainAuth')), 'provider-port-mismatch'],
  ['Confluent Cloud over PrivateLink', 'https://docs.confluent.io/cloud/current/networking/aws-overview.html',
    consume('lkc-1.eu-west-1.aws.private.confluent.cloud:9092', user('saslPlainAuth', network))],
  ['Confluent Cloud over PrivateLink without a VPC', 'https://github.com/aws/aws-cdk/issues/26416',
    consume('lkc-1.dom4abc.eu-west-1.aws.confluent.cloud:9092', user('saslPlainAuth')), 'provider-network-missing'],
  ['Confluent Cloud with OAuth and a logical cluster',
    'https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/identity-providers/oauth/clients/configuration-reference.html',
    consume(CONFLUENT, stack => ({ oauthBearerAuth: [importCredentials(stack)], oauthBearerLogicalCluster: 'lkc-abc123', oauthBearerIdentityPool: 'pool-1' }))],
  ['Confluent Cloud with OAuth only',
    'https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/identity-providers/oauth/clients/configuration-reference.html',
    consume(CONFLUENT, stack => ({ oauthBearerAuth: [importCredentials(stack)] })), 'provider-logical-cluster-missing'],
  ['Amazon MSK of another account', 'https://github.com/Enterprise-CMCS/macpro-quickstart-serverless/pull/562', consume(`${MSK}:9094`, network)],
  ['Amazon MSK with SASL/SCRAM', 'https://github.com/aws/aws-cdk/issues/18571', consume(`${MSK}:9096`, user('saslScram512Auth', network))],
  ['Amazon MSK with SASL/SCRAM without a VPC', 'https://github.com/pulumi/pulumi-aws/issues/1290', consume(`${MSK}:9096`, user('saslScram512Auth')), 'provider-network-missing'],
  ['Amazon MSK with a method that it lacks', 'https://github.com/hashicorp/terraform-provider-aws/issues/17825',
    consume(`${MSK}:9096`, user('saslScram256Auth', network)), 'provider-authentication-mismatch'],
  ['public Amazon MSK with IAM', 'https://github.com/dpkp/kafka-python/issues/2455', consume(`${PUBLIC_MSK}:9198`, { iamAuth: MSK_ARN })],
  ['public Amazon MSK on a private port', 'https://github.com/dpkp/kafka-python/issues/2455', consume(`${PUBLIC_MSK}:9098`, { iamAuth: MSK_ARN }), 'provider-port-mismatch'],
  ['multi-VPC Amazon MSK on a port of its own', 'https://github.com/aws/aws-msk-iam-auth/issues/66', consume(`${MSK}:14001`, user('saslScram512Auth', network))],
  ['Redpanda Cloud', 'https://docs.timeplus.com/tutorial-sql-connect-kafka', consume('abc.any.us-east-1.mpx.prd.cloud.redpanda.com:9092', user('saslScram256Auth'))],
  ['Aiven with a client certificate', 'https://aiven.io/docs/products/kafka/howto/connect-with-python',
    consume('orders-demo.a.aivencloud.com:28864', stack => ({ ...(certificate as Function)(stack), ...(rootCa as Function)(stack) }))],
  ['Aiven without its CA', 'https://aiven.io/docs/products/kafka/howto/kafka-sasl-auth', consume('orders-demo.a.aivencloud.com:28864', certificate), 'provider-root-ca-missing'],
  ['Azure Event Hubs', 'https://github.com/Azure/azure-event-hubs-for-kafka', consume(`${EVENT_HUBS}:9093`, user('saslPlainAuth'))],
  ['Azure Event Hubs with SASL/SCRAM', 'https://github.com/Azure/azure-event-hubs-for-kafka/issues/253', consume(`${EVENT_HUBS}:9093`, user('saslScram512Auth')),
    'provider-authentication-mismatch'],
  ['Strimzi behind a load balancer', 'https://github.com/strimzi/strimzi-kafka-operator/issues/2629', consume('kafka.example.com:9094', user('saslScram512Auth', rootCa))],
  ['a container by its name', 'https://github.com/localstack/localstack/issues/5599', consume('broker:29092', user('saslScram512Auth')), 'bootstrap-server-without-domain'],
  ['Strimzi by its name in the cluster', 'https://github.com/strimzi/strimzi-kafka-operator/issues/3966',
    consume('orders-kafka-bootstrap.kafka.svc.cluster.local:9094', user('saslScram512Auth', network)), 'bootstrap-server-kubernetes-name'],
]);
