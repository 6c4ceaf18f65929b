import { CfnParameter, Duration } from 'aws-cdk-lib';
import { findViolations } from './helpers';
import { getMapping, newSource, newStack, newParameter } from '../helpers';

const provisionedPollerConfig = { minimumPollers: 1 };

test.each([
  { retryAttempts: -1 }, { retryAttempts: 0 }, { retryAttempts: 10000 }, { maxRecordAge: Duration.seconds(60) }, { maxRecordAge: Duration.days(7) },
  { bisectBatchOnError: true }, { reportBatchItemFailures: true },
])('allows %j with provisioned pollers', props => {
  expect(findViolations({ provisionedPollerConfig, ...props })).toEqual([]);
});

test.each([
  [{ retryAttempts: -2 }, 'retryAttempts: retry-attempts-out-of-range'],
  [{ retryAttempts: 10001 }, 'retryAttempts: retry-attempts-out-of-range'],
  [{ retryAttempts: 0.5 }, 'retryAttempts: retry-attempts-out-of-range'],
  [{ maxRecordAge: Duration.seconds(59) }, 'maxRecordAge: max-record-age-out-of-range'],
  [{ maxRecordAge: Duration.seconds(604801) }, 'maxRecordAge: max-record-age-out-of-range'],
  [{ maxRecordAge: Duration.millis(60500) }, 'maxRecordAge: max-record-age-not-whole-seconds'],
  [{ bisectBatchOnError: 'yes' }, 'bisectBatchOnError: bisect-batch-on-error-wrong-type'],
  [{ reportBatchItemFailures: 1 }, 'reportBatchItemFailures: report-batch-item-failures-wrong-type'],
])('throws for %j', (props, violation) => {
  expect(findViolations({ provisionedPollerConfig, ...props })).toEqual([violation]);
});

test.each([
  [{ retryAttempts: 3 }, 'retryAttempts: retry-attempts-requires-provisioned-pollers'],
  [{ maxRecordAge: Duration.hours(1) }, 'maxRecordAge: max-record-age-requires-provisioned-pollers'],
  [{ bisectBatchOnError: true }, 'bisectBatchOnError: bisect-batch-on-error-requires-provisioned-pollers'],
  [{ reportBatchItemFailures: true }, 'reportBatchItemFailures: report-batch-item-failures-requires-provisioned-pollers'],
])('throws for %j without provisioned pollers', (props, violation) => {
  expect(findViolations(props)).toEqual([violation]);
});

test('allows disabled controls without provisioned pollers', () => {
  expect(findViolations({ bisectBatchOnError: false, reportBatchItemFailures: false })).toEqual([]);
});

test('allows tokens', () => {
  expect(findViolations(stack => ({
    provisionedPollerConfig,
    retryAttempts: new CfnParameter(stack, 'Retries', { type: 'Number' }).valueAsNumber,
    maxRecordAge: Duration.seconds(new CfnParameter(stack, 'Age', { type: 'Number' }).valueAsNumber),
    bisectBatchOnError: newParameter(stack, 'Bisect'),
  }))).toEqual([]);
});

test('renders the controls', () => {
  const stack = newStack();
  const controls = { retryAttempts: 0, maxRecordAge: Duration.hours(1), bisectBatchOnError: true, reportBatchItemFailures: true };
  newSource(stack, { provisionedPollerConfig, ...controls });
  expect(getMapping(stack).Properties).toMatchObject({
    ProvisionedPollerConfig: { MinimumPollers: 1 },
    MaximumRetryAttempts: 0,
    MaximumRecordAgeInSeconds: 3600,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});
