import { parametersOf } from './template';
import { hasWordsFor, Tool, toYaml, Verdict, verdictOf } from './tool';
import { Configuration, ENV, isObject } from '../../test/corpus';
import { OSLS_VERSION, pack } from '../osls';

const AT_A_TIME = 2;

export const SERVERLESS: Tool = {
  name: `osls ${OSLS_VERSION} (Serverless Framework)`,
  judge: async configurations => {
    const verdicts: Verdict[] = [];
    const queue = configurations.entries();
    await Promise.all(Array.from({ length: AT_A_TIME }, async () => {
      for (const [n, configuration] of queue) {
        verdicts[n] = isExpressible(configuration) ? verdictOf(await pack(String(n), serviceOf(configuration))) : 'inexpressible';
      }
    }));
    return verdicts;
  },
};

/**
 * An event stands in its function, and a pattern has no place for a reference. A lone value for a list
 * of one, a list of one for a lone value, and 1 for true are right here: the framework converts them.
 */
function isExpressible(configuration: Configuration): boolean {
  const { target, bootstrapServers, accessConfigurations, enabled, consumerGroupId, filterPatterns, provisionedPollerConfig } = configuration;
  const lists = [bootstrapServers, ...isObject(accessConfigurations) ? Object.values(accessConfigurations) : []];
  const isNewer = isObject(accessConfigurations) && Object.keys(accessConfigurations).some(entry => /^(oauth|iam)/.test(entry));
  return hasWordsFor(configuration) && !isNewer && isObject(target) && Object.keys(parametersOf(filterPatterns)).length === 0
    && !lists.some(list => typeof list === 'string') && !Array.isArray(consumerGroupId) && enabled !== 1
    && !(isObject(provisionedPollerConfig) && 'pollerGroupName' in provisionedPollerConfig);
}

function serviceOf({ target, ...kafka }: Configuration): string {
  return toYaml({
    service: 'refusals',
    provider: { name: 'aws', runtime: 'nodejs22.x', region: ENV.region },
    functions: { consumer: { handler: 'index.handler', ...target as object, events: [{ kafka }] } },
    resources: { Parameters: parametersOf(kafka) },
  });
}
