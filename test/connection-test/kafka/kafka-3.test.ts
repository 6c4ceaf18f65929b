import { testOnKafka } from './broker-tests';

testOnKafka('3.9.2');
