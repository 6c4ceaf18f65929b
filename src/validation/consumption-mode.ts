import { ConsumptionMode } from '../consumption-mode';
import { guide, Input, one, Subject } from './rule';

const MODES = Object.values<string>(ConsumptionMode);
const source = guide('kafka-esm-parameters.html');

/** What a share group has no use for. */
const OF_STREAMS: (keyof Input)[] = ['startingPosition', 'startingPositionTimestamp', 'maximumBatchingWindow'];
const ofStreams = (props: Input) => OF_STREAMS.filter(prop => props[prop] !== undefined);

export const CONSUMPTION_MODE: Subject[] = [{
  prop: 'consumptionMode',
  values: one('consumptionMode'),
  rules: [{
    id: 'consumption-mode',
    broken: value => !MODES.includes(value),
    says: `is not one of ${MODES.join(', ')}`,
    mend: 'write ConsumptionMode.QUEUE, or leave consumptionMode out',
    source,
  }, {
    id: 'consumption-mode-queue',
    broken: (value, { props }) => value === ConsumptionMode.QUEUE && ofStreams(props).length > 0,
    says: (_, { props }) => `doesn't go with ${ofStreams(props).join(' and ')}`,
    mend: (_, { props }) => `leave ${ofStreams(props).join(' and ')} out: a share group has no position, and hands records out as they come`,
    source,
  }],
}];
