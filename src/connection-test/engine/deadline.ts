import { Failure } from './problems';

/** The time of a test. A step gets a quarter of it, so the test still finds other reasons after a step that hangs. */
export class Deadline {
  public readonly started = Date.now();
  private readonly end: number;
  private readonly step: number;

  constructor(milliseconds: number) {
    this.end = this.started + milliseconds;
    this.step = milliseconds / 4;
  }

  /** Runs a step. If it takes too long, aborts its signal and throws the failure of `onTimeout`. */
  public async limit<T>(run: (signal: AbortSignal) => Promise<T>, onTimeout: (within: string) => Failure): Promise<T> {
    const milliseconds = Math.max(1, Math.min(this.step, this.end - Date.now()));
    const aborter = new AbortController();
    let timer: NodeJS.Timeout;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(onTimeout(`within ${Math.round(milliseconds / 100) / 10} s`));
        aborter.abort();
      }, milliseconds);
    });
    try {
      return await Promise.race([run(aborter.signal), timeout]);
    } finally {
      clearTimeout(timer!);
    }
  }
}
