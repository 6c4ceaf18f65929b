export interface FilterProblem { readonly path: string; readonly value: unknown; readonly says: string; readonly mend: string }
export function problemsOfFilterPattern(_pattern: unknown): FilterProblem[] { return []; }
