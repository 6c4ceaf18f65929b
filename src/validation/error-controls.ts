import { Input } from './context';
import { durationInSeconds } from './duration';
import { PropRules, Rule } from './rule';
import { boolean, requiresPollers, wholeNumber } from './shared-rules';
import { guide, reference } from './sources';
import { toKebabCase } from './to-kebab-case';
import { valueOf } from './values';
import { MAX_RECORD_AGE, RETRY_ATTEMPTS, UNLIMITED_RETRIES } from '../limits';

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
    }), requiresPollersFor('retryAttempts')],
  },
  { ...maxRecordAge, rules: [...maxRecordAge.rules, requiresPollersFor('maxRecordAge')] },
  booleanRules('bisectBatchOnError'),
  booleanRules('reportBatchItemFailures'),
];
