import { testApp } from './test-app';
import { app } from '../../examples/authentication/app';

testApp(app);
