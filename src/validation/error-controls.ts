import { Input } from './context';
import { durationInSeconds } from './duration';
import { isProvisioned } from './provisioned-poller-config';
import { PropRules, Rule } from './rule';
import { guide, reference } from './sources';
import { toKebabCase } from './to-kebab-case';
import { valueOf } from './values';

const source = guide('kafka-retry-configurations.html');

/** Lambda offers these only where it keeps pollers ready. */
function needsPollers(prop: keyof Input): Rule {
  return {
    id: `${toKebabCase(prop)}-pollers`,
    isViolated: (value, { props }) => value !== false && !isProvisioned(props),
    problem: 'needs provisioned pollers, and has none',
    fix: `write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or leave ${prop} out`,
    source,
  };
}

function boolean(prop: 'bisectBatchOnError' | 'reportBatchItemFailures'): PropRules {
  return {
    prop,
    getValues: valueOf(prop),
    typeRule: {
      id: toKebabCase(prop),
      isViolated: value => typeof value !== 'boolean',
      problem: 'is not a boolean',
      fix: 'write true or false, without quotes',
      source: reference('resource-lambda-eventsourcemapping'),
    },
    rules: [needsPollers(prop)],
  };
}

const maxRecordAge = durationInSeconds({ prop: 'maxRecordAge', least: 60, most: 604800, source, byDefault: 'records that never get too old' });

export const ERROR_CONTROLS: PropRules[] = [{
  prop: 'retryAttempts',
  getValues: valueOf('retryAttempts'),
  rules: [{
    id: 'retry-attempts',
    isViolated: value => !(Number.isInteger(value) && value >= -1 && value <= 10000),
    problem: 'is not a whole number from -1 to 10000',
    fix: 'write one, or leave retryAttempts out for -1, which is without end',
    source,
  }, needsPollers('retryAttempts')],
},
{ ...maxRecordAge, rules: [...maxRecordAge.rules, needsPollers('maxRecordAge')] },
boolean('bisectBatchOnError'),
boolean('reportBatchItemFailures')];
