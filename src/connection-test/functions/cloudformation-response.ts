import { DELAY, retry } from './retry';

/** The part of a request of CloudFormation that an answer repeats. */
export interface CloudFormationRequest {
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

/** The answer to CloudFormation. */
export interface Answer {
  readonly isSuccess: boolean;
  readonly physicalResourceId: string;
  readonly sentence: string;
}

/** Characters, because CloudFormation limits an answer to 4096 bytes. */
const MAX_SENTENCE_LENGTH = 1000;
/** `fetch` throws a `TypeError` if it can't connect. */
const RETRIES = { Error: 4, TypeError: 4 };

/**
 * Answers a request of CloudFormation, which otherwise waits for the time-out of the resource.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-responses.html
 */
export async function respond(request: CloudFormationRequest, { isSuccess, physicalResourceId, sentence }: Answer, delayMs = DELAY): Promise<void> {
  const { ResponseURL, StackId, RequestId, LogicalResourceId } = request;
  const text = sentence.length > MAX_SENTENCE_LENGTH ? `${sentence.slice(0, MAX_SENTENCE_LENGTH)}…` : sentence;
  const body = Buffer.from(JSON.stringify({
    Status: isSuccess ? 'SUCCESS' : 'FAILED',
    PhysicalResourceId: physicalResourceId,
    StackId,
    RequestId,
    LogicalResourceId,
    ...isSuccess ? { Data: { Result: text } } : { Reason: text },
  }));
  await retry(async () => {
    const { ok, status } = await fetch(ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
    if (!ok) { throw new Error(`CloudFormation answered ${status}`); }
  }, RETRIES, delayMs);
}
