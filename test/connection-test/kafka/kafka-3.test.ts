import { testOnKafka } from './broker-tests';
import { testStartUp } from './start-up';

const VERSION = '3.9.2';

testOnKafka(VERSION, { more: () => testStartUp(VERSION) });
