/** Measures the time to build and synthesize apps, for run.ts and once.ts. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Implementation } from './implementations';

export interface Figures {
  readonly construction: number;
  readonly synthesis: number;
  readonly bytes: number;
  readonly policyBytes: number;
  readonly resources: number;
}

export function newFunction(stack: Stack, id: string): lambda.Function {
  return new lambda.Function(stack, id, {
    runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => {};'),
  });
}

export const newStackWithFunction = (app: App) => newFunction(new Stack(app, 'Stack'), 'Fn');

/** Builds and synthesizes an app. Returns the milliseconds until it was built and until it was synthesized, and its resources. */
export function measureTime<T>(prepare: (app: App) => T, build: (prepared: T) => void) {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'speed-'));
  const app = new App({ outdir, analyticsReporting: false });
  const prepared = prepare(app);
  const start = performance.now();
  build(prepared);
  const construction = performance.now() - start;
  const { stacks } = app.synth();
  const synthesis = performance.now() - start;
  const resources = stacks.flatMap(({ template }) => Object.values<any>(template.Resources));
  fs.rmSync(outdir, { recursive: true });
  return { construction, synthesis, resources };
}

export function measure(implementation: Implementation, count: number): Figures {
  const { resources, ...times } = measureTime(newStackWithFunction, fn => implementation(fn.stack, fn, count));
  return {
    ...times,
    bytes: JSON.stringify(resources.filter(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping')).length,
    policyBytes: JSON.stringify(resources.filter(({ Type }) => Type === 'AWS::IAM::Policy').map(({ Properties }) => Properties.PolicyDocument)).length,
    resources: resources.length,
  };
}
