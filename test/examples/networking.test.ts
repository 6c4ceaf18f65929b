import { testApp } from './test-app';
import { app } from '../../examples/networking/app';

testApp(app);
