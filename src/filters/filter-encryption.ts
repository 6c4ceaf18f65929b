import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Alias, IFunction, Version } from 'aws-cdk-lib/aws-lambda';
import { ArnFormat, CfnElement, Lazy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { AppRegistry } from '../app/app-registry';
import { addWarning } from '../app/warnings';
import { resolveAlias } from '../permissions/keys';

/** The functions of an app whose filters are encrypted. */
class EncryptedFilters {
  public static readonly key = 'EncryptedFilters';

  /** By key, because one statement of the key's policy names all functions. */
  public readonly targets = new Map<IKey, Set<IFunction>>();
  /** Whether a policy of a key is being resolved to find out what a function depends on. */
  public isSearching = false;
}

/**
 * Allows Lambda to decrypt the filters of a mapping, in the policy of the key. Returns the ARN of the key.
 *
 * If the policy can't be changed, a warning prints the statement that it needs.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filter-criteria-encryption
 */
export function encryptFilters(mapping: Construct, target: IFunction, keyOrAlias: IKey): string {
  const key = resolveAlias(keyOrAlias) ?? keyOrAlias;
  const state = AppRegistry.get(mapping, EncryptedFilters);
  const targets = state.targets.get(key)?.add(target) ?? new Set([target]);
  if (state.targets.has(key)) {
    return key.keyArn;
  }
  // Only the complete app shows whether a function depends on the key; naming such a function would make a cycle.
  const condition = Lazy.uncachedAny({ produce: () => canName(state, key, targets) ? functionCondition(targets) : undefined });
  if (key.addToResourcePolicy(decryptFilters(mapping, condition), true).statementAdded) {
    state.targets.set(key, targets);
    return key.keyArn;
  }
  const json = Stack.of(mapping).resolve(decryptFilters(mapping, functionCondition(targets)).toStatementJson());
  addWarning(mapping, 'key-policy-not-changed', [
    `The policy of the key '${key.node.path}' can't be changed in this app.`,
    'Without this statement Lambda can\'t decrypt the filters, and nothing is consumed; add it to the key policy, then acknowledge this warning:',
    JSON.stringify(json, undefined, 2),
  ].join('\n'));
  return key.keyArn;
}

function decryptFilters(mapping: Construct, condition: unknown): PolicyStatement {
  const stack = Stack.of(mapping);
  return new PolicyStatement({
    principals: [new ServicePrincipal(`lambda.${stack.region}.amazonaws.com`)],
    actions: ['kms:Decrypt'],
    resources: ['*'],
    conditions: {
      // The ARN of the mapping contains its UUID, which is known only long after the key exists.
      ArnLike: {
        'aws:SourceArn': stack.formatArn({
          service: 'lambda', resource: 'event-source-mapping', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      },
      StringEquals: condition,
    },
  });
}

function functionCondition(targets: Set<IFunction>) {
  const arns = [...targets].flatMap(target => target instanceof Alias || target instanceof Version
    ? [target.lambda.functionArn, target.functionArn] // AWS doesn't document which ARN Lambda sends
    : [target.functionArn]);
  return { 'kms:EncryptionContext:aws:lambda:FunctionArn': arns };
}

/** Whether the policy of a key can name the functions: not if one of them depends on the key or on its stack. */
function canName(state: EncryptedFilters, key: IKey, targets: Set<IFunction>): boolean {
  const created = [...targets].filter(({ functionArn }) => Token.isUnresolved(functionArn));
  if (!created.every(({ stack }) => stack === key.stack)) { return false; }
  if (state.isSearching) { return true; } // the policy of another key, found on the way
  state.isSearching = true;
  try {
    return !dependsOn(key.stack, created.map(({ functionArn }) => functionArn), key.keyArn);
  } finally {
    state.isSearching = false;
  }
}

/** Whether values depend on another value, through the references and `DependsOn` of a stack's template. */
function dependsOn(stack: Stack, values: string[], other: string): boolean {
  const elements = new Map(stack.node.findAll().filter(CfnElement.isCfnElement)
    .map((element): [string, CfnElement] => [stack.resolve(element.logicalId), element]));
  const getMentions = (value: unknown) => JSON.stringify(stack.resolve(value)).split(/\W+/).filter(word => elements.has(word));
  const goals = new Set(getMentions(other));
  const visited = new Set<string>();
  const next = getMentions(values);
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (goals.has(id)) { return true; }
    if (!visited.has(id)) {
      visited.add(id);
      next.push(...getMentions(elements.get(id)!._toCloudFormation()));
    }
  }
  return false;
}
