/** Returns the problem of an error of `parseArgs` on one line, without the advice for file names that begin with a hyphen. */
export const getArgumentProblem = (error: unknown) => (error as Error).message.split('. ')[0].replaceAll('\n', ' ');
