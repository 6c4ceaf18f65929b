import { IFunction } from 'aws-cdk-lib/aws-lambda';

export const isString = (value: unknown): value is string => typeof value === 'string';
export const isObject = (value: unknown): value is { [key: string]: unknown } => typeof value === 'object' && value !== null;
/** Whether a value is a function, and not only an object with an ARN. */
export const isFunction = (value: unknown): value is IFunction => isObject(value) && isString(value.functionArn) && 'env' in value;
