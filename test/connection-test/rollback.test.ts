import * as http from 'http';
import { AddressInfo } from 'net';
import { Stack } from 'aws-cdk-lib';
import { KafkaConnectionTest, KafkaEventSourceProps } from '../../src';
import { CloudFormationEvent, handler } from '../../src/connection-test/functions/on-event';
import { getResources, newSource, newStack } from '../helpers';

let brokersAreUp: boolean;
let tests: number;
jest.mock('../../src/connection-test/engine/connection-test', () => ({
  testConnection: async () => {
    tests += 1;
    const problems = brokersAreUp ? [] : [{ code: 'tcp-timeout', at: 'b1.example.com:9096', problem: 'no connection', fix: 'allow the port' }];
    return { ok: brokersAreUp, problems, notes: [], milliseconds: 1 };
  },
}));

/** Synthesizes a test of brokers on the internet, and returns its properties. */
function synthesize(props: Partial<KafkaEventSourceProps> = {}, failDeployment = true): object {
  const stack: Stack = newStack();
  const source = newSource(stack, { accessConfigurations: { iamAuth: 'arn:aws:kafka:eu-west-1:111122223333:cluster/c/1' }, ...props });
  new KafkaConnectionTest(stack, 'Test', { source, failDeployment });
  return Object.values(getResources(stack, 'Custom::KafkaConnectionTest'))[0].Properties;
}

/** CloudFormation, as far as a custom resource sees it: the events of deployments and rollbacks, and which answers end in which state. */
class CloudFormation {
  public readonly events: string[] = [];
  private server!: http.Server;
  private answer: any;
  private current?: { readonly id: string; readonly properties: object };

  public async start() {
    this.server = http.createServer((request, response) => {
      let body = '';
      request.on('data', chunk => body += chunk).on('end', () => {
        this.answer = JSON.parse(body);
        response.end();
      });
    });
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
  }

  public stop() {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Deploys the resource. `laterFails` is a resource that fails after it. Returns the state of the stack. */
  public async deploy(properties: object, laterFails = false): Promise<string> {
    const previous = this.current;
    if (!previous) {
      const created = await this.send('Create', properties);
      if (created.Status === 'SUCCESS' && !laterFails) {
        this.current = { id: created.PhysicalResourceId, properties };
        return 'CREATE_COMPLETE';
      }
      return (await this.send('Delete', properties, created.PhysicalResourceId)).Status === 'SUCCESS' ? 'ROLLBACK_COMPLETE' : 'ROLLBACK_FAILED';
    }
    const updated = await this.send('Update', properties, previous.id);
    if (updated.Status === 'SUCCESS' && !laterFails) {
      this.current = { id: updated.PhysicalResourceId, properties };
      await this.deleteReplaced(previous.id, updated.PhysicalResourceId, previous.properties);
      return 'UPDATE_COMPLETE';
    }
    const id = updated.Status === 'SUCCESS' ? updated.PhysicalResourceId : previous.id;
    const rolledBack = await this.send('Update', previous.properties, id);
    if (rolledBack.Status !== 'SUCCESS') { return 'UPDATE_ROLLBACK_FAILED'; }
    this.current = { id: rolledBack.PhysicalResourceId, properties: previous.properties };
    await this.deleteReplaced(id, rolledBack.PhysicalResourceId, properties);
    return 'UPDATE_ROLLBACK_COMPLETE';
  }

  public async delete(): Promise<string> {
    const { Status } = await this.send('Delete', this.current!.properties, this.current!.id);
    return Status === 'SUCCESS' ? 'DELETE_COMPLETE' : 'DELETE_FAILED';
  }

  private async deleteReplaced(oldId: string, newId: string, properties: object) {
    if (oldId !== newId) { await this.send('Delete', properties, oldId); }
  }

  private async send(RequestType: CloudFormationEvent['RequestType'], properties: object, PhysicalResourceId?: string) {
    const strings = (value: any): any => typeof value === 'object' ? Array.isArray(value) ? value.map(strings)
      : Object.fromEntries(Object.entries(value).reverse().map(([key, member]) => [key, strings(member)])) : String(value); // in another order too
    await handler({
      RequestType,
      PhysicalResourceId,
      StackId: 's',
      RequestId: 'r',
      LogicalResourceId: 'l',
      ResourceProperties: strings(properties),
      ResponseURL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
    }, { getRemainingTimeInMillis: () => 60_000 });
    expect(this.answer.PhysicalResourceId.length).toBeLessThanOrEqual(1024);
    this.events.push(`${RequestType} ${this.answer.Status}`);
    return this.answer;
  }
}

let cloudFormation: CloudFormation;
let log: jest.SpyInstance;
beforeEach(async () => {
  log = jest.spyOn(console, 'log').mockImplementation();
  [brokersAreUp, tests] = [true, 0];
  cloudFormation = new CloudFormation();
  await cloudFormation.start();
});
afterEach(() => {
  log.mockRestore();
  cloudFormation.stop();
});

const FIRST = synthesize();
const SECOND = synthesize({ consumerGroupId: 'billing' });

test('create, failed update, rollback and delete with brokers that went down', async () => {
  expect(await cloudFormation.deploy(FIRST)).toBe('CREATE_COMPLETE');
  brokersAreUp = false;
  expect(await cloudFormation.deploy(SECOND)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await cloudFormation.delete()).toBe('DELETE_COMPLETE');
  expect(cloudFormation.events).toEqual(['Create SUCCESS', 'Update FAILED', 'Update SUCCESS', 'Delete SUCCESS']);
  expect(tests).toBe(2);
});

test('rolls back when another resource fails after an update that passed', async () => {
  await cloudFormation.deploy(FIRST);
  const later = cloudFormation.deploy(SECOND, true);
  expect(await later).toBe('UPDATE_ROLLBACK_COMPLETE');
  brokersAreUp = false;
  expect(await cloudFormation.deploy(SECOND, true)).toBe('UPDATE_ROLLBACK_COMPLETE'); // SECOND passed before
  expect(tests).toBe(2);
});

test('rolls back after many failed deployments in a row, each with another configuration', async () => {
  await cloudFormation.deploy(FIRST);
  for (let n = 0; n < 20; n++) {
    expect(await cloudFormation.deploy(synthesize({ consumerGroupId: `billing-${n}` }), true)).toBe('UPDATE_ROLLBACK_COMPLETE');
  }
  brokersAreUp = false;
  expect(await cloudFormation.deploy(synthesize({ consumerGroupId: 'other' }))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(tests).toBe(22);
});

test('a new stack with brokers that are down is rolled back, and can be created later', async () => {
  brokersAreUp = false;
  expect(await cloudFormation.deploy(FIRST)).toBe('ROLLBACK_COMPLETE');
  brokersAreUp = true;
  expect(await cloudFormation.deploy(FIRST)).toBe('CREATE_COMPLETE');
  expect(tests).toBe(2);
});

test('reports without failDeployment, tests each time, and rolls back from failDeployment to a report', async () => {
  const report = synthesize({}, false);
  brokersAreUp = false;
  expect(await cloudFormation.deploy(report)).toBe('CREATE_COMPLETE');
  expect(await cloudFormation.deploy(synthesize())).toBe('UPDATE_ROLLBACK_COMPLETE');
  brokersAreUp = true;
  expect(await cloudFormation.deploy(report)).toBe('UPDATE_COMPLETE');
  expect(await cloudFormation.deploy(synthesize())).toBe('UPDATE_COMPLETE');
  expect(tests).toBe(4); // the last configuration has passed as a report
});

test.each([
  ['network', { network: 'other' }],
  ['cluster', { clusterArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/other/1' }],
  ['VPC connection', { vpcConnectionArn: 'arn:aws:kafka:eu-west-1:111122223333:vpc-connection/444455556666/orders/1' }],
])('another %s is another configuration', async (_, other) => {
  await cloudFormation.deploy(FIRST);
  brokersAreUp = false;
  expect(await cloudFormation.deploy({ ...FIRST, ...other })).toBe('UPDATE_ROLLBACK_COMPLETE');
});
