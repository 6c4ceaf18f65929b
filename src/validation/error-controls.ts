import { Input } from './context';
import { durationInSeconds } from './duration';
import { PropRules, Rule } from './rule';
import { boolean, requiresPollers, wholeNumber } from './shared-rules';
import { guide, reference } from './sources';
import { toKebabCase } from './to-kebab-case';
import { valueOf } from './values';
import { MAX_RECORD_AGE, RETRY_ATTEMPTS, UNLIMITED_RETRIES } from '../limits';
import { ConsumptionMode } from '../props/consumption-mode';

const source = guide('kafka-retry-configurations.html');

function requiresPollersFor(prop: keyof Input): Rule {
  return requiresPollers({ id: `${toKebabCase(prop)}-requires-provisioned-pollers`, otherwise: `leave ${prop} out`, source });
}

function booleanRules(prop: 'bisectBatchOnError' | 'reportBatchItemFailures'): PropRules {
  return {
    prop,
    getValues: valueOf(prop),
    typeRule: boolean({ id: `${toKebabCase(prop)}-wrong-type`, source: reference('resource-lambda-eventsourcemapping') }),
    rules: [requiresPollersFor(prop)],
  };
}

const maxRecordAge = durationInSeconds('maxRecordAge', MAX_RECORD_AGE, source);

export const ERROR_CONTROL_RULES: PropRules[] = [
  {
    prop: 'retryAttempts',
    getValues: valueOf('retryAttempts'),
    rules: [wholeNumber(RETRY_ATTEMPTS, {
      id: 'retry-attempts-out-of-range',
      fix: `set a value from 0 to ${RETRY_ATTEMPTS.max}, or ${UNLIMITED_RETRIES} for no limit`,
      source,
    }), {
      id: 'retry-attempts-queue-conflict',
      isViolated: (retries, { props }) => retries === UNLIMITED_RETRIES && props.consumptionMode === ConsumptionMode.QUEUE,
      problem: "isn't allowed with ConsumptionMode.QUEUE",
      fix: `leave retryAttempts out, or set a value from 0 to ${RETRY_ATTEMPTS.max}; the brokers deliver a failed record again by themselves`,
      source: 'https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html',
    }, requiresPollersFor('retryAttempts')],
  },
  { ...maxRecordAge, rules: [...maxRecordAge.rules, requiresPollersFor('maxRecordAge')] },
  booleanRules('bisectBatchOnError'),
  booleanRules('reportBatchItemFailures'),
];
