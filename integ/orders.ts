import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { SetUp } from '../test/connection-test/kafka/set-up';
import { KafkaOnFailure } from 'cdk-kafka-event-source';

export const TOPIC = 'orders';
export const FILTER_PATTERNS = [{ value: { status: ['PAID'] } }];

/** The offset of the record that the consumer fails on. */
const FAILING_OFFSET = 3;

/** One partition keeps the order: after the last record, nothing of the others is still to come. */
export const SET_UP: SetUp = {
  topics: { [TOPIC]: 1 },
  records: {
    [TOPIC]: [
      { id: 'order-0', status: 'PAID' },
      { id: 'order-1', status: 'OPEN' },
      'not JSON, which no pattern matches',
      { id: 'order-3', status: 'PAID', isFailing: true },
      { id: 'order-4', status: 'OPEN' },
      { id: 'order-5', status: 'PAID' },
    ].map(value => typeof value === 'string' ? value : JSON.stringify(value)),
  },
};

/** A function that writes each order to a table, and fails on one of them. */
export class Consumer extends Construct {
  public readonly target: Function;
  public readonly onFailure: KafkaOnFailure;
  private readonly table: Table;
  private readonly failed: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'topic', type: AttributeType.STRING },
      sortKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.failed = new Queue(this, 'Failed', { enforceSSL: true });
    this.onFailure = KafkaOnFailure.sqsQueue(this.failed);
    this.target = new Function(this, 'Function', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline(CODE),
      environment: { TABLE: this.table.tableName },
      timeout: Duration.seconds(30),
      logGroup: new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY }),
    });
    this.table.grantWriteData(this.target);
  }

  /** Expects that the function received exactly the records that pass the filter, and that the failing one is in the queue. */
  public assertDelivery({ assertions }: IntegTest): void {
    const received = assertions.awsApiCall('DynamoDB', 'query', {
      TableName: this.table.tableName,
      KeyConditionExpression: 'topic = :topic',
      ExpressionAttributeValues: { ':topic': { S: TOPIC } },
      ConsistentRead: true,
    }).expect(ExpectedResult.objectLike({ Items: ['order-0', 'order-5'].map(id => ({ id: { S: id } })) }))
      .waitForAssertions({ totalTimeout: Duration.minutes(45), interval: Duration.seconds(15) }); // a custom resource has an hour

    const failed = assertions.awsApiCall('SQS', 'receiveMessage', { QueueUrl: this.failed.queueUrl, WaitTimeSeconds: 5, VisibilityTimeout: 0 })
      .expect(ExpectedResult.objectLike({
        Messages: [{
          Body: Match.serializedJson(Match.objectLike({
            requestContext: { condition: 'RetryAttemptsExhausted' },
            KafkaBatchInfo: { recordsInfo: { [`${TOPIC}-0`]: { firstRecordOffset: `${FAILING_OFFSET}`, lastRecordOffset: `${FAILING_OFFSET}` } } },
          })),
        }],
      })).waitForAssertions({ totalTimeout: Duration.minutes(5), interval: Duration.seconds(15) });
    received.next(failed);

    // Their functions are bare resources, whose log groups Lambda would create and nobody delete
    const stack = Stack.of(received);
    const logs = new LogGroup(stack, 'Logs', { retention: RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY });
    stack.node.findAll().filter(CfnResource.isCfnResource).filter(({ cfnResourceType }) => cfnResourceType === 'AWS::Lambda::Function')
      .forEach(resource => resource.addPropertyOverride('LoggingConfig.LogGroup', logs.logGroupName));

    // The time of synthesis lets an assertion run again in an update. Here, each run has new stacks, and snapshots must not change
    [received, failed].flatMap(({ node }) => node.findAll()).filter(CfnResource.isCfnResource)
      .filter(({ cfnResourceType }) => cfnResourceType.startsWith('Custom::')).forEach(resource => resource.addPropertyDeletionOverride('salt'));
  }
}

const CODE = `
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient();
exports.handler = async event => {
  for (const record of Object.values(event.records).flat()) {
    const order = JSON.parse(Buffer.from(record.value, 'base64').toString());
    if (order.isFailing) { throw new Error('the order that fails'); }
    await client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { topic: { S: record.topic }, id: { S: order.id } } }));
  }
};
`.trim();
