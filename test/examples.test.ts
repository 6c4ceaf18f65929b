import { App, Aspects } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { OrdersStack } from '../examples/typescript/orders-stack';

const { handler } = jest.requireActual('../examples/consumer');

describe('examples/typescript', () => {
  test('template', () => {
    const template = Template.fromStack(new OrdersStack(new App(), 'Orders')).toJSON();
    expect(JSON.parse(JSON.stringify(template).replace(/[0-9a-f]{64}/g, '<hash of the code>'))).toMatchSnapshot();
  });

  test('synthesizes in silence', () => {
    const annotations = Annotations.fromStack(new OrdersStack(new App(), 'Orders'));
    expect(annotations.findWarning('*', Match.anyValue())).toEqual([]);
    expect(annotations.findError('*', Match.anyValue())).toEqual([]);
  });

  test('cdk-nag finds the resource that AWS asks for, and around it only what an example leaves to its user', () => {
    const stack = new OrdersStack(new App(), 'Orders');
    Aspects.of(stack).add(new AwsSolutionsChecks());
    const annotations = Annotations.fromStack(stack);
    const findings = [...annotations.findError('*', Match.anyValue()), ...annotations.findWarning('*', Match.anyValue())]
      .map(({ id, entry }) => `${id.split('/')[2].split('-')[0]}: ${/^[\w-]+(\[Resource::.*?\])?/.exec(String(entry.data))![0]}`);
    expect(findings.sort()).toEqual([
      'Consumer: AwsSolutions-IAM4', // the CDK gives a function's role Lambda's managed policy
      'Consumer: AwsSolutions-L1', // Node.js 22 is in support
      'Credentials: AwsSolutions-SMG4', // a rotation has to tell the brokers
      'Failed: AwsSolutions-SQS3', // where failed batches end; nothing consumes it that could fail again
      'KafkaEventSourcePolicy: AwsSolutions-IAM5[Resource::*]', // on network interfaces, which AWS lists for all resources
      'OnCall: AwsSolutions-SNS3', // enforceSSL would keep CloudWatch's alarms out, see docs/monitoring.md
      'Vpc: AwsSolutions-VPC7', // a VPC as its user has it
    ]);
  });

  test('the handler decodes keys and values, and takes records without them', async () => {
    const log = jest.spyOn(console, 'log').mockImplementation();
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const record = { topic: 'orders', partition: 0, timestamp: 0, timestampType: 'CREATE_TIME' as const, headers: [] };
    await handler({
      eventSource: 'SelfManagedKafka',
      bootstrapServers: 'b1:9096',
      records: {
        'orders-0': [
          { ...record, offset: 1, key: base64('k'), value: base64('{"status":"PAID"}') },
          { ...record, offset: 2, key: undefined as never, value: undefined as never },
        ],
      },
    });
    expect(log.mock.calls.map(([line]) => JSON.parse(line))).toEqual([
      { topic: 'orders', partition: 0, offset: 1, key: 'k', value: { status: 'PAID' } },
      { topic: 'orders', partition: 0, offset: 2, key: null, value: null },
    ]);
    log.mockRestore();
  });
});
