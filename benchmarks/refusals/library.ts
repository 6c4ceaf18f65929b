import { App, Stack } from 'aws-cdk-lib';
import { tryToBuild, Tool } from './tool';
import { KafkaEventSource } from '../../src';
import { ENV, toProps } from '../../test/corpus';
import { workDirectory } from '../install';

export const LIBRARY: Tool = {
  name: 'this library',
  validate: async configurations => configurations.map(configuration => tryToBuild(() => {
    const app = new App({ outdir: workDirectory('library'), analyticsReporting: false });
    const stack = new Stack(app, 'Stack', { env: ENV });
    new KafkaEventSource(stack, 'Source', toProps(stack, configuration));
    app.synth();
  })),
};
