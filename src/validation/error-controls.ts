import { durationInSeconds } from './duration';
import { isProvisioned } from './provisioned-poller-config';
import { guide, idOf, Input, one, reference, Rule, Subject } from './rule';

const source = guide('kafka-retry-configurations.html');

/** Lambda offers these only where it keeps pollers ready. */
function needsPollers(prop: keyof Input): Rule {
  return {
    id: `${idOf(prop)}-pollers`,
    broken: (value, { props }) => value !== false && !isProvisioned(props),
    says: 'needs provisioned pollers, and has none',
    mend: `write provisionedPollerConfig: { minimumPollers: 1 }, which costs by the hour, or leave ${prop} out`,
    source,
  };
}

function boolean(prop: 'bisectBatchOnError' | 'reportBatchItemFailures'): Subject {
  return {
    prop,
    values: one(prop),
    shape: {
      id: idOf(prop),
      broken: value => typeof value !== 'boolean',
      says: 'is not a boolean',
      mend: 'write true or false, without quotes',
      source: reference('resource-lambda-eventsourcemapping'),
    },
    rules: [needsPollers(prop)],
  };
}

const maxRecordAge = durationInSeconds({ prop: 'maxRecordAge', least: 60, most: 604800, source, byDefault: 'records that never get too old' });

export const ERROR_CONTROLS: Subject[] = [{
  prop: 'retryAttempts',
  values: one('retryAttempts'),
  rules: [{
    id: 'retry-attempts',
    broken: value => !(Number.isInteger(value) && value >= -1 && value <= 10000),
    says: 'is not a whole number from -1 to 10000',
    mend: 'write one, or leave retryAttempts out for -1, which is without end',
    source,
  }, needsPollers('retryAttempts')],
},
{ ...maxRecordAge, rules: [...maxRecordAge.rules, needsPollers('maxRecordAge')] },
boolean('bisectBatchOnError'),
boolean('reportBatchItemFailures')];
