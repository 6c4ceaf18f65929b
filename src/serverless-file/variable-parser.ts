/** A variable of a text: `${…}`. */
export interface Variable {
  /** The variable as it's written. */
  readonly source: string;
  /** Undefined for a variable without a value. */
  readonly value: unknown;
}

/** A piece of literal text, or a variable. */
export type Part = string | Variable;

const TOKEN = /\\+|\$\{|[${}'"(),]|[^${}'"(),\\]+/g;
/** `${AWS::Region}` and `${Resource}` belong to CloudFormation. */
const IS_VARIABLE = /^\$\{[a-zA-Z][\w-]*(?:\(|:(?!:))/;

/**
 * Replaces the variables of a text, the inner ones first.
 *
 * @param evaluate Returns the value of `${a, 'b'}` for its alternatives, `a` and `'b'`, whose own variables have values already.
 */
export function replaceVariables(text: string, evaluate: (alternatives: Part[][]) => unknown): Part[] {
  const parts: Part[] = [];
  // A stack instead of recursion, because variables can be nested more deeply than calls.
  let isEscaped = false;
  let open: { readonly index: number; readonly offset: number }[] = [];
  for (const { 0: token, index: offset } of text.matchAll(TOKEN)) {
    if (token.startsWith('\\') && text.startsWith('${', offset + token.length)) {
      parts.push(token.slice(0, token.length / 2)); // each two are one, and a single one makes the variable literal
      isEscaped = token.length % 2 === 1;
      continue;
    }
    parts.push(token);
    if (isEscaped) {
      isEscaped = false;
      open = [];
    } else if (token === '${') {
      open.push({ index: parts.length - 1, offset });
    } else if (token === '$' || token === '{') {
      open = []; // no variable contains such a character
    } else if (token === '}' && open.length > 0) {
      const start = open.pop()!;
      const source = text.slice(start.offset, offset + 1);
      if (IS_VARIABLE.test(source)) {
        const alternatives = splitAlternatives(parts.splice(start.index).slice(1, -1));
        parts.push({ source, value: evaluate(alternatives) });
      } else {
        open = [];
      }
    }
  }
  return parts;
}

/** Splits at the commas that aren't in quotes or parentheses. */
function splitAlternatives(parts: Part[]): Part[][] {
  const closing = new Map<Part, string>([["'", "'"], ['"', '"'], ['(', ')']]);
  const alternatives: Part[][] = [[]];
  let end = -1; // of the quotes or parentheses around the current part
  parts.forEach((part, index) => {
    if (index > end && part === ',') {
      alternatives.push([]);
      return;
    }
    if (index > end && closing.has(part)) {
      end = parts.indexOf(closing.get(part)!, index + 1);
      if (end === -1) { closing.delete(part); } // not closed, so no later one is closed either
    }
    alternatives[alternatives.length - 1].push(part);
  });
  return alternatives.filter(alternative => alternative.length > 0).map(trim);
}

function trim(parts: Part[]): Part[] {
  const last = parts.length - 1;
  return parts
    .map((part, index) => index === 0 && typeof part === 'string' ? part.trimStart() : part)
    .map((part, index) => index === last && typeof part === 'string' ? part.trimEnd() : part)
    .filter(part => part !== '');
}
