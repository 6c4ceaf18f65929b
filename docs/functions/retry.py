import base64
import itertools
import json

from consumer import handler as handle


def handler(event, context):
    for record in itertools.chain(*event["records"].values()):
        payload = json.loads(base64.b64decode(record["value"]))["payload"]
        if handle(payload, context)["batchItemFailures"]:
            place = f"{record['topic']}-{record['partition']}, offset {record['offset']}"
            raise RuntimeError(f"failed again: {place}")
