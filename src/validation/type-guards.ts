export const isString = (value: unknown): value is string => typeof value === 'string';
export const isObject = (value: unknown): value is { [key: string]: unknown } => typeof value === 'object' && value !== null;
