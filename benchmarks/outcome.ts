/** What a tool makes of its input. */
export type Outcome = { readonly template: Template } | { readonly refusal: string };

export interface Template {
  readonly Resources: { readonly [id: string]: Resource };
}

export interface Resource {
  readonly Type: string;
  readonly DependsOn?: string | string[];
  readonly Properties: { readonly [name: string]: any };
}

export function isRefused(outcome: Outcome | string): outcome is { readonly refusal: string } {
  return typeof outcome === 'object' && 'refusal' in outcome;
}
