import { testApp } from './test-app';
import { app } from '../../examples/serverless/app';

testApp(app);
