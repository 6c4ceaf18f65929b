import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ServerlessKafkaEvents } from 'cdk-kafka-event-source';
import { Construct } from 'constructs';
import { newConsumer } from './consumer';

interface ShopStackProps extends cdk.StackProps {
  readonly stage: string;

  /**
   * Step of the import that docs/migrating-from-serverless.md describes.
   *
   * First `cdk deploy Shop -c step=functions`, then `cdk import Shop -c step=import`. Without a step, the migration is finished, and the
   * mappings invoke the functions of this stack.
   */
  readonly step?: 'functions' | 'import';
}

/** Creates an event source for every Kafka event of a `serverless.yml`. */
export class ShopStack extends cdk.Stack {
  constructor(scope: Construct, id: string, { stage, step, ...props }: ShopStackProps) {
    super(scope, id, props);

    const targets = { billing: newConsumer(this, 'Billing'), ledger: newConsumer(this, 'Ledger'), search: newConsumer(this, 'Search') };
    if (step === 'functions') { return; }

    const importOldFunction = (name: string) => lambda.Function.fromFunctionArn(this, `old-${name}`, `arn:aws:lambda:eu-west-1:111122223333:function:shop-${stage}-${name}`);
    new ServerlessKafkaEvents(this, 'Consumers', {
      config: path.join(__dirname, 'serverless.yml'),
      targets: step === 'import' ? { billing: importOldFunction('billing'), ledger: importOldFunction('ledger'), search: importOldFunction('search') } : targets,
      options: { stage },
      params: { group: 'shop' }, // as in `serverless deploy --param="group=shop"`
      importMode: step === 'import',
    });
  }
}
