import { App } from 'aws-cdk-lib';
import { stringify } from 'yaml';

/** The warnings and errors of all stacks. */
export const complaintsOf = (app: App, options = {}) => app.synth(options).stacks.flatMap(({ messages }) => messages)
  .filter(({ level }) => level !== 'info').map(({ id, entry }) => `${id}: ${entry.data}`);

/** Compares the resources of each stack of an example app with its snapshot. Each app has its own test file, and so its own snapshot file. */
export function testApp(app: App): void {
  const { stacks } = app.synth();

  test.each(stacks.map(({ stackName, template }): [string, object] => [stackName, template.Resources]))('resources of %s', (_, resources) => {
    const yaml = stringify(resources, { aliasDuplicateObjects: false, sortMapEntries: true });
    expect(yaml.replace(/[0-9a-f]{64}/g, '<hash of the code>')).toMatchSnapshot();
  });

  test('synthesizes without warnings and errors', () => {
    expect(complaintsOf(app)).toEqual([]);
  });
}
