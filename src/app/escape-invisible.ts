/** Control characters, line separators, and characters that are invisible or change the direction of text. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Escapes the characters that a terminal, an editor or a compiler could interpret. The result has one line. */
export function escapeInvisible(text: string): string {
  return text.replace(INVISIBLE, character => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}
