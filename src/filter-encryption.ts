import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { IKey } from 'aws-cdk-lib/aws-kms';
import { Alias, IFunction, Version } from 'aws-cdk-lib/aws-lambda';
import { Annotations, ArnFormat, CfnElement, Lazy, Stack, Token } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { keyBehind } from './permissions';

/** The functions that have filters under each key, for one statement that names them all. */
const TARGETS = new WeakMap<IKey, Set<IFunction>>();

/**
 * Lets Lambda decrypt the filters of a mapping, which takes the policy of the key, and returns the ARN of the key. Where
 * the policy can't be changed, a warning prints the statement that it needs.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filter-criteria-encryption
 */
export function encryptFilters(mapping: Construct, target: IFunction, keyOrAlias: IKey): string {
  const key = keyBehind(keyOrAlias) ?? keyOrAlias;
  const targets = TARGETS.get(key)?.add(target) ?? new Set([target]);
  if (TARGETS.has(key)) {
    return key.keyArn;
  }
  const ofTargets = Lazy.uncachedAny({ produce: () => canName(key, targets) ? ofFunctions(targets) : undefined });
  if (key.addToResourcePolicy(decryptFilters(mapping, ofTargets), true).statementAdded) {
    TARGETS.set(key, targets);
    return key.keyArn;
  }
  const json = Stack.of(mapping).resolve(decryptFilters(mapping, ofFunctions(targets)).toStatementJson());
  Annotations.of(mapping).addWarningV2('cdk-kafka-event-source:key-policy-not-changed', [
    `The policy of the key '${key.node.path}' can't be changed from here.`,
    'Without this statement Lambda can\'t decrypt the filters, and nothing is consumed; add it to the key policy, then acknowledge this warning:',
    JSON.stringify(json, undefined, 2),
  ].join('\n'));
  return key.keyArn;
}

function decryptFilters(mapping: Construct, ofTargets: unknown): PolicyStatement {
  const stack = Stack.of(mapping);
  return new PolicyStatement({
    principals: [new ServicePrincipal(`lambda.${stack.region}.amazonaws.com`)],
    actions: ['kms:Decrypt'],
    resources: ['*'],
    conditions: {
      // The mapping's own ARN has its UUID, which is known only long after the key is made.
      ArnLike: {
        'aws:SourceArn': stack.formatArn({
          service: 'lambda', resource: 'event-source-mapping', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      },
      StringEquals: ofTargets,
    },
  });
}

function ofFunctions(targets: Set<IFunction>) {
  const arns = [...targets].flatMap(target => target instanceof Alias || target instanceof Version
    ? [target.lambda.functionArn, target.functionArn] // nobody documents which of the two Lambda sends
    : [target.functionArn]);
  return { 'kms:EncryptionContext:aws:lambda:FunctionArn': arns };
}

/** Whether the policy of a key can name functions: not where one of them needs the key, or waits for its stack. */
function canName(key: IKey, targets: Set<IFunction>): boolean {
  const made = [...targets].filter(({ functionArn }) => Token.isUnresolved(functionArn));
  return made.every(({ stack }) => stack === key.stack) && !leadsTo(key.stack, made.map(({ functionArn }) => functionArn), key.keyArn);
}

let isSearching = false;

/** Whether some value leads to another through the references and `DependsOn` of a stack's template. */
function leadsTo(stack: Stack, from: string[], to: string): boolean {
  if (isSearching) {
    return false; // the policy of another key on the way, taken to name its functions
  }
  isSearching = true;
  try {
    const elements = new Map(stack.node.findAll().filter(CfnElement.isCfnElement)
      .map((element): [string, CfnElement] => [stack.resolve(element.logicalId), element]));
    const mentionedIn = (value: unknown) => JSON.stringify(stack.resolve(value)).split(/\W+/).filter(word => elements.has(word));
    const goals = mentionedIn(to);
    const found = new Set(mentionedIn(from));
    for (const id of found) { // which grows on the way
      if (goals.includes(id)) {
        return true;
      }
      mentionedIn(elements.get(id)!._toCloudFormation()).forEach(mentioned => found.add(mentioned));
    }
    return false;
  } finally {
    isSearching = false;
  }
}
