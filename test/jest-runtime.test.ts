import { CfnResource } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { version } from 'aws-cdk-lib/package.json';
import { Construct } from 'constructs';
import { version as versionOfConstructs } from 'constructs/package.json';
import { catchError, newStack } from './helpers';
import { devDependencies } from '../package.json';

/** The Jest project `newest` has this global, and `floor` doesn't. */
const isNewest = 'CDK_CONTEXT' in globalThis;

test('loads the aws-cdk-lib of the Jest project, and one copy of constructs', () => {
  const [cdk, constructs] = isNewest
    ? [devDependencies['aws-cdk-lib-newest'], devDependencies['constructs-newest']]
    : [`npm:aws-cdk-lib@${devDependencies['aws-cdk-lib']}`, `npm:constructs@${devDependencies.constructs}`];
  expect([`npm:aws-cdk-lib@${version}`, `npm:constructs@${versionOfConstructs}`]).toEqual([cdk, constructs]);
  expect(newStack()).toBeInstanceOf(Construct);
});

test('the newest aws-cdk-lib throws when a template is invalid', () => {
  const stack = newStack();
  new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue', properties: { VisibilityTimeout: 'never' } });
  const synthesize = () => Template.fromStack(stack);
  if (isNewest) {
    expect(catchError(synthesize)).toContain("'never' is not of type 'integer'");
  } else {
    expect(synthesize).not.toThrow();
  }
});
