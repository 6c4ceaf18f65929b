/** Situations of public reports and apps, each with the outcome that its reporter needs. */
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { getProblems } from '../../src/app/configuration-error';

export const ENV = { account: '111122223333', region: 'eu-west-1' };

/** What happens, the report, the app, and the IDs of its warnings or the beginnings of its errors (`error: topic 'o' has`). Nothing if it's right. */
export type Situation = [title: string, report: string, build: (stack: Stack) => void, ...outcome: string[]];

/** Defines a test for each situation. */
export function testSituations(situations: Situation[]): void {
  test.each(situations)('%s (%s)', (_, report, build, ...outcome) => {
    expect(report).toMatch(/^https:\/\//);
    const found = findProblems(build);
    expect(found.map((problem, n) => outcome[n]?.startsWith('error: ') ? problem.slice(0, outcome[n].length) : problem)).toEqual(outcome);
  });
}

function findProblems(build: (stack: Stack) => void): string[] {
  const app = new App();
  try {
    const stack = new Stack(app, 'Orders', { env: ENV });
    build(stack);
    if (stack.node.children.length === 0) { app.node.tryRemoveChild('Orders'); } // newer versions of aws-cdk-lib report an empty stack
    return app.synth().stacksRecursively.flatMap(({ messages }) => messages)
      .map(({ entry }) => /\[ack: cdk-kafka-event-source:(.+)\]$/.exec(String(entry.data))?.[1]).filter(id => id !== undefined).sort();
  } catch (error) {
    return getProblems(error).map(problem => `error: ${problem}`);
  }
}

export function newConsumer(scope: Construct, id = 'Consumer'): lambda.Function {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'),
  });
}

export function importCredentials(scope: Construct, name = 'kafka/billing'): secretsmanager.ISecret {
  return secretsmanager.Secret.fromSecretNameV2(scope, `Secret-${name}`, name);
}
