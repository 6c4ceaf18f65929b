import { Input } from './context';
import { PropRules } from './rule';
import { oneOf } from './shared-rules';
import { guide } from './sources';
import { valueOf } from './values';
import { ConsumptionMode } from '../props/consumption-mode';

const source = guide('kafka-esm-parameters.html');

/** The props that share groups don't support. */
const STREAM_PROPS: (keyof Input)[] = ['startingPosition', 'startingPositionTimestamp', 'maximumBatchingWindow'];
const formatStreamProps = (props: Input) => STREAM_PROPS.filter(prop => props[prop] !== undefined).join(' and ');

export const CONSUMPTION_MODE_RULES: PropRules[] = [{
  prop: 'consumptionMode',
  getValues: valueOf('consumptionMode'),
  rules: [oneOf(Object.values(ConsumptionMode), {
    id: 'consumption-mode-unknown-value',
    fix: 'use ConsumptionMode.QUEUE, or leave consumptionMode out',
    source,
  }), {
    id: 'consumption-mode-queue-conflict',
    isViolated: (value, { props }) => value === ConsumptionMode.QUEUE && formatStreamProps(props) !== '',
    problem: (_, { props }) => `doesn't allow ${formatStreamProps(props)}`,
    fix: (_, { props }) => `leave ${formatStreamProps(props)} out, because a share group has no starting position and no batching window`,
    source,
  }],
}];
