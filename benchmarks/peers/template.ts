/** What a template grants, and in which order it is deployed. */
import { Need } from './consumers';
import { ENV } from '../../test/corpus';
import { Template } from '../outcome';

/** A permission, and the resource of the template that gives it. */
export interface Grant extends Need {
  readonly by: string;
}

const PSEUDO_PARAMETERS: { [name: string]: string } = { 'AWS::Partition': 'aws', 'AWS::Region': ENV.region, 'AWS::AccountId': ENV.account };

export function mappingsOf({ Resources }: Template): string[] {
  return Object.keys(Resources).filter(id => Resources[id].Type === 'AWS::Lambda::EventSourceMapping').sort();
}

/** What the policies of all roles say; a managed policy stands for what it says. */
export function grantsOf({ Resources }: Template): Grant[] {
  return Object.entries(Resources).flatMap(([by, { Type, Properties }]) => {
    const policies = Type === 'AWS::IAM::Role' ? Properties.Policies ?? [] : Type === 'AWS::IAM::Policy' ? [Properties] : [];
    const statements = policies.flatMap(({ PolicyDocument }: any) => PolicyDocument.Statement);
    return [
      ...statements.flatMap(({ Action, Resource }: any) =>
        [Action].flat().flatMap(action => [Resource].flat().map(resource => ({ action, resource: textOf(resource), by })))),
      ...(Properties.ManagedPolicyArns ?? []).map((arn: any) => ({ action: textOf(arn), resource: '*', by })),
    ];
  });
}

function textOf(value: any): string {
  if (typeof value === 'string') { return value; }
  if (value.Ref in PSEUDO_PARAMETERS) { return PSEUDO_PARAMETERS[value.Ref]; }
  if (typeof value['Fn::Sub'] === 'string') { return value['Fn::Sub'].replace(/\$\{(.*?)\}/g, (whole: string, name: string) => PSEUDO_PARAMETERS[name] ?? whole); }
  if (value['Fn::Join']) { return value['Fn::Join'][1].map(textOf).join(value['Fn::Join'][0]); }
  return JSON.stringify(value);
}

/** Whether IAM takes a grant for what is needed: letters of an action have no case, and those of a resource have one. */
export function allows(grant: Need, need: Need): boolean {
  const matches = (pattern: string, text: string, flags?: string) =>
    new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`, flags).test(text);
  return matches(grant.action, need.action, 'i') && matches(grant.resource, need.resource);
}

/** Whether a resource is created after another one, and deleted before it. */
export function waitsFor({ Resources }: Template, id: string, other: string, seen = new Set<string>()): boolean {
  if (id === other) { return true; }
  if (seen.has(id) || !Resources[id]) { return false; }
  seen.add(id);
  return referencesOf(Resources[id]).some(next => waitsFor({ Resources }, next, other, seen));
}

function referencesOf(part: any): string[] {
  if (typeof part !== 'object' || part === null) { return []; }
  return Object.entries(part).flatMap(([key, value]: [string, any]) => {
    switch (key) {
      case 'DependsOn': return [value].flat();
      case 'Ref': return [value];
      case 'Fn::GetAtt': return [[value].flat()[0].split('.')[0]];
      case 'Fn::Sub': return [...[value].flat()[0].matchAll(/\$\{([\w]+)/g)].map(([, name]) => name);
      default: return referencesOf(value);
    }
  });
}
