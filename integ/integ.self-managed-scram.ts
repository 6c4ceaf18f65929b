/**
 * A self-managed broker with SASL/SCRAM and a private CA, in a VPC. The pollers are on demand, in isolated subnets with VPC endpoints.
 */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Port, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Annotations, App, Stack } from 'aws-cdk-lib/core';
import { KafkaInstance } from './kafka-instance';
import { Consumer, FILTER_PATTERNS, SET_UP, TOPIC } from './orders';
import { createServerProperties, formatProperties } from '../test/connection-test/kafka/server-properties';
import { Acl, formatSetUp } from '../test/connection-test/kafka/set-up';
import { KafkaEmptySecret, KafkaEventSource, KafkaPollerNetwork, KafkaPollerVpcEndpoints, KafkaUserSecret } from 'cdk-kafka-event-source';

const USER = 'billing';
const PORT = 9096;

/** The access rules of the pollers in docs/troubleshooting.md. Reading includes describing. */
const ACLS: Acl[] = [
  { user: USER, type: 'TOPIC', name: TOPIC, operation: 'READ' },
  { user: USER, type: 'GROUP', name: USER, operation: 'READ' },
  { user: USER, type: 'CLUSTER', name: 'kafka-cluster', operation: 'DESCRIBE_CONFIGS' },
];

/** A program that makes the line of a user from the secret. */
const ADD_USER = 'import base64, json, sys; user = json.load(sys.stdin); '
  + 'print("user", user["username"], base64.b64encode(user["password"].encode()).decode(), "SCRAM-SHA-512")';
const TO_SECRET = 'import json; print(json.dumps({"certificate": open("ca.pem").read()}))';

export const app = new App();
const stack = new Stack(app, 'KafkaIntegSelfManagedScram');
const vpc = new Vpc(stack, 'Vpc', {
  maxAzs: 1,
  restrictDefaultSecurityGroup: false, // which requires a function, whose log would remain
  subnetConfiguration: [
    { name: 'Broker', subnetType: SubnetType.PUBLIC },
    { name: 'Pollers', subnetType: SubnetType.PRIVATE_ISOLATED },
  ],
});

const credentials = new KafkaUserSecret(stack, 'Credentials', { username: USER });
const privateCa = new KafkaEmptySecret(stack, 'PrivateCa');
Annotations.of(privateCa).acknowledgeWarning('cdk-kafka-event-source:secret-empty', 'The instance fills it, and the mapping depends on the instance');

const broker = new KafkaInstance(stack, 'Broker', vpc);
credentials.grantRead(broker);
privateCa.grantWrite(broker);

const NEW_KEY = '-newkey rsa:2048 -nodes';
broker.userData.addCommands(
  "token=$(curl --fail --silent --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)",
  'host=$(curl --fail --silent --header "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/local-hostname)',
  `openssl req -x509 ${NEW_KEY} -days 2 -subj '/CN=Private CA' -keyout ca.key -out ca.pem`,
  `openssl req ${NEW_KEY} -subj "/CN=$host" -keyout server.key -out server.csr`,
  'openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile <(echo "subjectAltName=DNS:$host") -out server.crt',
  'cat server.key server.crt > server.pem',
  'rm ca.key',
);
broker.addFile('client.properties', formatProperties({ 'bootstrap.servers': 'localhost:9092' }));
broker.addFile('server.properties', formatProperties(createServerProperties({
  listeners: {
    plaintext: { protocol: 'PLAINTEXT', bind: '127.0.0.1:9092', advertised: 'localhost:9092' },
    scram: { protocol: 'SASL_SSL', mechanisms: ['SCRAM-SHA-512'], bind: `0.0.0.0:${PORT}`, advertised: `$host:${PORT}`, keyStore: '$PWD/server.pem' },
  },
  controllerPort: 9093,
  logFolder: '$PWD/log',
  trustStore: '$PWD/ca.pem',
})));
broker.addFile('set-up', formatSetUp({ ...SET_UP, acls: ACLS }));
broker.userData.addCommands(
  `aws secretsmanager get-secret-value --secret-id ${credentials.secretArn} --query SecretString --output text | python3 -c '${ADD_USER}' >> set-up`,
  'touch commands',
  '(tail --follow commands | java -Xmx512m KafkaBroker client.properties set-up server.properties > broker.out) 2> broker.log &',
  "timeout 180 bash -c 'until grep -q READY broker.out; do sleep 1; done'",
  `python3 -c '${TO_SECRET}' > ca.json`,
  `aws secretsmanager put-secret-value --secret-id ${privateCa.secretArn} --secret-string file://ca.json`,
);

const consumer = new Consumer(stack, 'Consumer');
const network = new KafkaPollerNetwork(stack, 'Network', { vpc, vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED } });
const orders = new KafkaEventSource(stack, 'Orders', {
  target: consumer.target,
  bootstrapServers: [`${broker.instancePrivateDnsName}:${PORT}`],
  topic: TOPIC,
  consumerGroupId: USER,
  accessConfigurations: { ...network.accessConfigurations, saslScram512Auth: [credentials], serverRootCaCertificate: [privateCa] },
  filterPatterns: FILTER_PATTERNS,
  onFailure: consumer.onFailure,
  batchSize: 1, // on-demand pollers can't split a batch, and would send the records beside the failing one to the queue too
});
orders.connections.allowTo(broker, Port.tcp(PORT), 'Kafka');
orders.node.addDependency(broker);

// The instance reaches Secrets Manager by the same private name, so it must not start while the endpoint is made
const endpoints = new KafkaPollerVpcEndpoints(stack, 'Endpoints', { vpc, sources: [orders] });
endpoints.connections.allowDefaultPortFrom(broker, 'Secrets Manager');
broker.instance.node.addDependency(endpoints);

consumer.assertDelivery(new IntegTest(app, 'SelfManagedScram', { testCases: [stack], stackUpdateWorkflow: false }));
