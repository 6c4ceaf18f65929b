import { testApp } from './test-app';
import { app } from '../../examples/consuming/app';

testApp(app);
