import { CfnParameter, Duration } from 'aws-cdk-lib';
import { complaintsOf, mappingOf, newSource, newStack, parameter } from '../helpers';

const provisionedPollerConfig = { minimumPollers: 1 };
const complaints = (props: object) => complaintsOf({ provisionedPollerConfig, ...props });

test.each([
  { retryAttempts: -1 }, { retryAttempts: 0 }, { retryAttempts: 10000 }, { maxRecordAge: Duration.seconds(60) }, { maxRecordAge: Duration.days(7) },
  { bisectBatchOnError: true }, { reportBatchItemFailures: true },
])('takes %j', props => {
  expect(complaints(props)).toEqual([]);
});

test.each([
  [{ retryAttempts: -2 }, 'retryAttempts -2 is not a whole number from -1 to 10000; write one, or leave retryAttempts out for -1, which is without end'],
  [{ retryAttempts: 10001 }, 'retryAttempts 10001 is not a whole number from -1 to 10000; write one, or leave retryAttempts out for -1, which is without end'],
  [{ retryAttempts: 0.5 }, 'retryAttempts 0.5 is not a whole number from -1 to 10000; write one, or leave retryAttempts out for -1, which is without end'],
  [{ maxRecordAge: Duration.seconds(59) }, 'maxRecordAge Duration.seconds(59) is not from 60 to 604800 seconds; write one that is, such as Duration.seconds(604800)'],
  [{ maxRecordAge: Duration.seconds(604801) }, 'maxRecordAge Duration.seconds(604801) is not from 60 to 604800 seconds; write one that is, such as Duration.seconds(604800)'],
  [{ maxRecordAge: Duration.millis(60500) }, 'maxRecordAge Duration.millis(60500) is not a number of whole seconds; write Duration.seconds(…) with a whole number, or leave maxRecordAge out for records that never get too old'],
  [{ bisectBatchOnError: 'yes' }, "bisectBatchOnError 'yes' is not a boolean; write true or false, without quotes"],
  [{ reportBatchItemFailures: 1 }, 'reportBatchItemFailures 1 is not a boolean; write true or false, without quotes'],
])('refuses %j', (props, message) => {
  expect(complaints(props)).toEqual([message]);
});

test.each([
  ['retryAttempts', 3, '3'], ['maxRecordAge', Duration.hours(1), 'Duration.hours(1)'], ['bisectBatchOnError', true, 'true'], ['reportBatchItemFailures', true, 'true'],
])('%s needs provisioned pollers', (prop, value, shown) => {
  expect(complaintsOf({ [prop]: value })).toEqual([
    `${prop} ${shown} needs provisioned pollers, and has none; write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or leave ${prop} out`,
  ]);
});

test('what is switched off needs none', () => {
  expect(complaintsOf({ bisectBatchOnError: false, reportBatchItemFailures: false })).toEqual([]);
});

test('takes tokens', () => {
  expect(complaintsOf(stack => ({
    provisionedPollerConfig,
    retryAttempts: new CfnParameter(stack, 'Retries', { type: 'Number' }).valueAsNumber,
    maxRecordAge: Duration.seconds(new CfnParameter(stack, 'Age', { type: 'Number' }).valueAsNumber),
    bisectBatchOnError: parameter(stack, 'Bisect'),
  }))).toEqual([]);
});

test('renders them', () => {
  const stack = newStack();
  const controls = { retryAttempts: 0, maxRecordAge: Duration.hours(1), bisectBatchOnError: true, reportBatchItemFailures: true };
  newSource(stack, { provisionedPollerConfig, ...controls });
  expect(mappingOf(stack).Properties).toMatchObject({
    ProvisionedPollerConfig: { MinimumPollers: 1 },
    MaximumRetryAttempts: 0,
    MaximumRecordAgeInSeconds: 3600,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});
