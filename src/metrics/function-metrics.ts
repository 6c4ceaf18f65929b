import { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { IAlias, IFunction, IVersion } from 'aws-cdk-lib/aws-lambda';

/** Returns a metric of a function, which counts the invocations of every caller. */
export function getFunctionMetric(target: IFunction, metricName: string, props: MetricOptions): Metric {
  return target.metric(metricName, { dimensionsMap: getFunctionDimensions(target), ...props });
}

/**
 * Returns the dimensions of a function, an alias or a version.
 *
 * For versions and imported aliases, the CDK uses a function name that has no data.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
 */
export function getFunctionDimensions(target: IFunction): { [name: string]: string } {
  if (isAlias(target)) {
    const { functionName } = target.version.lambda;
    return { FunctionName: functionName, Resource: `${functionName}:${target.aliasName}` };
  }
  if (isVersion(target)) {
    const { functionName } = target.lambda;
    return { FunctionName: functionName, Resource: `${functionName}:${target.version}` };
  }
  return { FunctionName: target.functionName };
}

function isAlias(target: IFunction): target is IAlias {
  return 'aliasName' in target;
}

function isVersion(target: IFunction): target is IVersion {
  return 'lambda' in target && 'version' in target;
}
