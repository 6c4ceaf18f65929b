/** Thrown for a mapping whose test lacks something. */
export class NotTestedError extends Error {
  constructor(public readonly at: string, public readonly problem: string, public readonly fix: string) {
    super();
  }
}
