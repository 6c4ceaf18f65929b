import { handler as probe, ProbeInput } from './probe';
import { ACCESS_RETRIES, DELAY, retry } from './retry';
import type { ConnectionTestResult } from '../engine/connection-test';

/** The network interface of a function isn't ready after its creation, and after weeks without an invocation: two minutes. */
const RETRIES = { ...ACCESS_RETRIES, ResourceNotReadyException: 24, ResourceConflictException: 24 };

/** Runs the test in the function in the network of the pollers, or here if the pollers have no VPC. */
export async function invokeProbe(input: ProbeInput, delayMs = DELAY): Promise<ConnectionTestResult> {
  const { PROBE } = process.env;
  if (PROBE === undefined) { return probe(input); }
  // The runtime of Lambda contains the SDK. This library doesn't depend on it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports, import/no-extraneous-dependencies
  const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda');
  const client = new LambdaClient({});
  const { Payload, FunctionError } = await retry<{ Payload: Uint8Array; FunctionError?: string }>(
    () => client.send(new InvokeCommand({ FunctionName: PROBE, Payload: JSON.stringify(input) })), RETRIES, delayMs);
  if (FunctionError) { throw Object.assign(new Error(), { name: FunctionError }); }
  return JSON.parse(Buffer.from(Payload).toString());
}
