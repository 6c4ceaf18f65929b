import { Input } from './context';
import { PropRules } from './rule';
import { guide } from './sources';
import { valueOf } from './values';
import { ConsumptionMode } from '../props/consumption-mode';

const MODES = Object.values<string>(ConsumptionMode);
const source = guide('kafka-esm-parameters.html');

/** What a share group has no use for. */
const OF_STREAMS: (keyof Input)[] = ['startingPosition', 'startingPositionTimestamp', 'maximumBatchingWindow'];
const ofStreams = (props: Input) => OF_STREAMS.filter(prop => props[prop] !== undefined);

export const CONSUMPTION_MODE: PropRules[] = [{
  prop: 'consumptionMode',
  getValues: valueOf('consumptionMode'),
  rules: [{
    id: 'consumption-mode',
    isViolated: value => !MODES.includes(value),
    problem: `is not one of ${MODES.join(', ')}`,
    fix: 'write ConsumptionMode.QUEUE, or leave consumptionMode out',
    source,
  }, {
    id: 'consumption-mode-queue',
    isViolated: (value, { props }) => value === ConsumptionMode.QUEUE && ofStreams(props).length > 0,
    problem: (_, { props }) => `doesn't go with ${ofStreams(props).join(' and ')}`,
    fix: (_, { props }) => `leave ${ofStreams(props).join(' and ')} out: a share group has no position, and hands records out as they come`,
    source,
  }],
}];
