import { Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { escapeInvisible } from '../app/escape-invisible';

const MAX_LENGTH = 120;

/** Formats a value for a message. The content of an object is never shown, because it can be a credential. */
export function formatValue(value: unknown): string {
  switch (typeof value) {
    case 'string': {
      const line = escapeInvisible(JSON.stringify(value).slice(1, -1).replace(/\\"/g, '"'));
      return `'${line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line}'`;
    }
    case 'function': return '(a function)';
    case 'object': {
      if (value === null) { return 'null'; }
      if (Construct.isConstruct(value)) { return `'${value.node.path}'`; }
      if (Token.isUnresolved(value)) { return '(a token)'; }
      return Array.isArray(value) ? '(a list)' : '(an object)';
    }
    default: return String(value);
  }
}

/** Formats a string in the place of a construct or an ARN. It can be a credential unless it has the form of an ARN or an ID. */
export const formatArn = (text: string) => /^(arn:|alias\/|subnet-|sg-)/.test(text) ? `'${text}'` : '(a string)';
