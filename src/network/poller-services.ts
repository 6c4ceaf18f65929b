import { getSecrets, isInVpc } from '../access-configurations';
import { toKafkaOnFailure } from '../on-failure';
import { PollerProps } from '../props/poller-props';

/** The AWS services that pollers call, by the names of their endpoints. */
export type ServiceName = 'lambda' | 'sts' | 'secretsmanager' | 'sqs' | 'sns' | 's3';

/**
 * Returns the AWS services that the pollers of a mapping call from its VPC. Provisioned pollers call none, except possibly the on-failure
 * destination: see `getPossibleServices`.
 */
export function getRequiredServices({ accessConfigurations, provisionedPollerConfig, onFailure }: PollerProps): ServiceName[] {
  if (provisionedPollerConfig || !isInVpc(accessConfigurations)) { return []; }
  const destination = toKafkaOnFailure(onFailure)?._service;
  return ['lambda', 'sts', ...getSecrets(accessConfigurations).length > 0 ? ['secretsmanager' as const] : [], ...destination ? [destination] : []];
}

/**
 * Returns the service of the on-failure destination of provisioned pollers in a VPC. AWS's page about destinations requires an endpoint, and
 * the pages about provisioned pollers require none.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
 */
export function getPossibleServices({ accessConfigurations, provisionedPollerConfig, onFailure }: PollerProps): ServiceName[] {
  const destination = toKafkaOnFailure(onFailure)?._service;
  return provisionedPollerConfig && isInVpc(accessConfigurations) && destination ? [destination] : [];
}
