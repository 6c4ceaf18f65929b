import { Annotations } from 'aws-cdk-lib/core';
import { IConstruct } from 'constructs';

/**
 * Adds a warning that users can acknowledge, and writes the code for that after the words "acknowledge this warning".
 *
 * A warning that is added after construction belongs on a child of its construct: older versions of `aws-cdk-lib` ignore an acknowledgement
 * that precedes a warning of the same construct.
 *
 * @param name The construct in that code.
 * @see https://github.com/aws/aws-cdk/issues/38820
 */
export function addWarning(scope: IConstruct, id: string, message: string, name = 'source'): void {
  const fullId = `cdk-kafka-event-source:${id}`;
  const code = `Annotations.of(${name}).acknowledgeWarning('${fullId}')`;
  Annotations.of(scope).addWarningV2(fullId, message.replace('acknowledge this warning', `$& with ${code}`));
}
