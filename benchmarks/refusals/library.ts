import { App, Stack } from 'aws-cdk-lib';
import { tryToBuild, Tool } from './tool';
import { KafkaEventSource } from '../../src';
import { ENV, propsOf } from '../../test/corpus';
import { workDirectory } from '../install';

export const LIBRARY: Tool = {
  name: 'this library',
  validate: async configurations => configurations.map(configuration => tryToBuild(() => {
    const app = new App({ outdir: workDirectory('library'), analyticsReporting: false });
    const stack = new Stack(app, 'Stack', { env: ENV });
    new KafkaEventSource(stack, 'Source', propsOf(stack, configuration));
    app.synth();
  })),
};
