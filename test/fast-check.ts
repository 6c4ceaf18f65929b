import { configureGlobal } from 'fast-check';

// The same cases in each run, so that a build fails because of a change. FC_SEED gives others.
configureGlobal({ seed: Number(process.env.FC_SEED ?? 20261126) });

export * from 'fast-check';
