/** Number of retries after an error, by its name. */
export type Retries = { readonly [name: string]: number };

/** Repeats a call after errors that end by themselves. */
export async function retry<T>(call: () => Promise<T>, retries: Retries, delayMs: number): Promise<T> {
  for (let retried = 0; ; retried++) {
    try {
      return await call();
    } catch (error) {
      if (retried >= (retries[(error as Error).name] ?? 0)) { throw error; }
      await new Promise(resolve => setTimeout(resolve, delayMs));
    }
  }
}

/** Milliseconds between two calls. */
export const DELAY = 5000;
/** IAM distributes the permissions of a new role within seconds. */
export const ACCESS_RETRIES: Retries = { AccessDeniedException: 3 };
