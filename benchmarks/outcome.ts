/** The template that a tool creates, or its error. */
export type Outcome = { readonly template: Template } | { readonly error: string };

export interface Template {
  readonly Resources: { readonly [id: string]: Resource };
}

export interface Resource {
  readonly Type: string;
  readonly DependsOn?: string | string[];
  readonly Properties: { readonly [name: string]: any };
}

export function hasError(outcome: Outcome | string): outcome is { readonly error: string } {
  return typeof outcome === 'object' && 'error' in outcome;
}
