import { readFileSync } from 'fs';
import { join } from 'path';
import { complaintsOf } from './examples/test-app';
import { app as mskServerlessIam } from '../integ/integ.msk-serverless-iam';
import { app as selfManagedScram } from '../integ/integ.self-managed-scram';

describe.each([['msk-serverless-iam', mskServerlessIam], ['self-managed-scram', selfManagedScram]])('the test of %s on AWS', (name, app) => {
  test('synthesizes without warnings and errors', () => {
    expect(complaintsOf(app)).toEqual([]);
  });

  test('has functions whose logs are deleted with the stacks', () => {
    const resources = app.synth().stacks.flatMap(({ template }) => Object.values<any>(template.Resources));
    const functions = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function').map(({ Properties }) => Properties.LoggingConfig?.LogGroup?.Ref);
    const groups = resources.filter(({ Type, DeletionPolicy }) => Type === 'AWS::Logs::LogGroup' && DeletionPolicy === 'Delete');
    expect(functions).toEqual(functions.map(() => expect.stringMatching(/Logs/)));
    expect(groups).toHaveLength(2); // for the consumer, and for the assertions
  });

  test('has the assertions of its snapshot, which integ-runner compares only for the other stacks', () => {
    const { stackName, template } = app.synth().stacks.find(stack => /DeployAssert/.test(stack.stackName))!;
    const snapshot = JSON.parse(readFileSync(join(__dirname, `../integ/integ.${name}.ts.snapshot/${stackName}.template.json`), 'utf8'));
    expect(getAssertions(template)).toEqual(getAssertions(snapshot));
  });
});

/** The custom resources of the assertions. */
function getAssertions({ Resources }: { Resources: { [id: string]: { Type: string; Properties: object } } }) {
  return Object.values(Resources).filter(({ Type }) => Type.startsWith('Custom::DeployAssert')).map(({ Properties }) => Properties);
}
