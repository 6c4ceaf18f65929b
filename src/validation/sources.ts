/** Returns a page of the Lambda developer guide. */
export const guide = (page: string) => `https://docs.aws.amazon.com/lambda/latest/dg/${page}`;

/** Returns a page of the CloudFormation reference for the mapping. */
export const reference = (page: string) => `https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-${page}.html`;
