import { testApp } from './test-app';
import { app } from '../../examples/typescript/app';

testApp(app);
