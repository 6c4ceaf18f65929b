import base64
import itertools
import json

from orders import process_order  # your code, which processes the value of a record


def handler(event, context):
    failures = []
    for record in itertools.chain(*event["records"].values()):
        partition = f"{record['topic']}-{record['partition']}"
        try:
            process_order(json.loads(base64.b64decode(record["value"])))
        except Exception as error:
            print(f"{partition}, offset {record['offset']}: {error!r}")
            identifier = {"partition": partition, "offset": record["offset"]}
            failures.append({"itemIdentifier": identifier})
    return {"batchItemFailures": failures}
