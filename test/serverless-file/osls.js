/**
 * Packages services with osls in one process, because loading osls takes most of the time. ${ssm:…} and ${aws:accountId} have values without AWS.
 *
 *   PARAMETERS_OF_TEST={} node osls.js <folder> <stage> …
 */
const { createRequire } = require('module');
const path = require('path');

const bin = require.resolve('osls/bin/serverless.js');
const requireFromOsls = createRequire(bin);
const parameters = JSON.parse(process.env.PARAMETERS_OF_TEST);
requireFromOsls('@aws-sdk/client-ssm').SSMClient.prototype.send = async ({ input }) => {
  if (!parameters[input.Name]) { throw Object.assign(new Error('no such parameter'), { name: 'ParameterNotFound' }); }
  return { Parameter: parameters[input.Name] };
};
requireFromOsls('@aws-sdk/client-sts').STSClient.prototype.send = async () => ({ Account: '111122223333' });

const services = process.argv.splice(2);

/** Runs osls on the next service, when nothing of the one before is left to do. */
function packNext() {
  if (services.length === 0) { return; }
  const [folder, stage] = services.splice(0, 2);
  process.chdir(folder);
  process.argv.splice(2, Infinity, 'package', '--stage', stage);
  requireFromOsls('../lib/cli/resolve-input').clear(); // reads the arguments once
  [bin, requireFromOsls.resolve('../scripts/serverless')].forEach(file => delete require.cache[file]);
  delete EvalError.$serverlessCommandStartTime; // of the start before
  require(bin);
}

process.setMaxListeners(0); // osls adds its own for each service
process.on('beforeExit', packNext);
packNext();
