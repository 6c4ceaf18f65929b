import { App, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AppRegistry } from '../../src/app/app-registry';
import { newSource } from '../helpers';

class State {
  public static readonly key = 'State';

  constructor(public readonly root: unknown) {}
}

test('all scopes of an app get the same instance', () => {
  const app = new App();
  const nested = new Construct(new Stack(new Stage(app, 'Stage'), 'Stack'), 'Nested');
  expect(AppRegistry.get(nested, State)).toBe(AppRegistry.get(app, State));
  expect(AppRegistry.get(nested, State).root).toBe(app);
});

test('another app gets another instance', () => {
  expect(AppRegistry.get(new App(), State)).not.toBe(AppRegistry.get(new App(), State));
});

test('two classes with one key share an instance, because an app can hold two copies of this library', () => {
  const app = new App();
  const newCopy = () => class { public static readonly key = 'Copy'; };
  expect(AppRegistry.get(app, newCopy())).toBe(AppRegistry.get(app, newCopy()));
});

test('two classes with one name, which bundlers give them, share no instance', () => {
  const app = new App();
  const newClass = (id: string) => class a { public static readonly key = id; };
  expect(AppRegistry.get(app, newClass('One'))).not.toBe(AppRegistry.get(app, newClass('Other')));
});

test.each(['KafkaEventSources', 'AppRegistry', 'cdk-kafka-event-source'])('a stack can be named %s', name => {
  const app = new App();
  newSource(new Stack(app, name));
  newSource(new Stack(new Stage(app, 'Stage'), name));
  expect(() => app.synth()).not.toThrow();
});
