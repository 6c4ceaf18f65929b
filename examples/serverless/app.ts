import * as cdk from 'aws-cdk-lib';
import { OneEventStack } from './one-event-stack';
import { ShopStack } from './shop-stack';

export const app = new cdk.App();
new ShopStack(app, 'Shop', { stage: 'prod', step: app.node.tryGetContext('step') });
new OneEventStack(app, 'OneEvent');
