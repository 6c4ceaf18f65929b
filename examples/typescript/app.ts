import * as cdk from 'aws-cdk-lib';
import { OrdersStack } from './orders-stack';

new OrdersStack(new cdk.App(), 'Orders');
