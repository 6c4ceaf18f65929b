// Loaded before osls, so that ${ssm:…} and ${aws:accountId} have values without AWS.
const { createRequire } = require('module');

const requireFromOsls = createRequire(require.resolve('osls/package.json'));
const parameters = JSON.parse(process.env.PARAMETERS_OF_TEST);
requireFromOsls('@aws-sdk/client-ssm').SSMClient.prototype.send = async ({ input }) => {
  if (!parameters[input.Name]) { throw Object.assign(new Error('no such parameter'), { name: 'ParameterNotFound' }); }
  return { Parameter: parameters[input.Name] };
};
requireFromOsls('@aws-sdk/client-sts').STSClient.prototype.send = async () => ({ Account: '111122223333' });
