"""Judges the event source mappings of templates by botocore's model of CreateEventSourceMapping.

The properties of CloudFormation are the parameters of the API, apart from three names; tokens become plausible values.
botocore checks types, required and unknown parameters and minimums. This adds maximums, enums and patterns of the same model.

    python3 test/judges/parameters.py <template or glob> ...
"""
import glob
import json
import re
import sys
import time

import botocore
import botocore.session
from botocore.validate import ParamValidator

ACCOUNT, REGION, UUID = '111122223333', 'eu-west-1', 'a1b2c3d4-5678-90ab-cdef-111122223333'
PSEUDO_PARAMETERS = {'AWS::Partition': 'aws', 'AWS::Region': REGION, 'AWS::AccountId': ACCOUNT}


def arn(service, resource):
    return f'arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}'


# Values of the parameters of test/corpus.ts.
PARAMETERS = {
    'Brokers': ['b1.example.com:9096', 'b2.example.com:9096'],
    'Broker': 'b2.example.com:9096',
    'Topic': 'orders',
    'SecretArn': arn('secretsmanager', 'secret:kafka-a1b2c3'),
    'SubnetId': 'subnet-0123456789abcdef0',
    'GroupId': 'sg-0123456789abcdef0',
    'Records': 100,
    'Seconds': 60,
    'Position': 'LATEST',
    'Group': 'billing',
    'Status': 'PAID',
    'Mode': 'Stream',
    'ClusterArn': arn('kafka', f'cluster/orders/{UUID}-1'),
    'ConnectionArn': arn('kafka', f'vpc-connection/{ACCOUNT}/orders/{UUID}-1'),
}

# What AWS returns for a resource of a type: its reference, or an attribute.
ATTRIBUTES = {
    ('AWS::Lambda::Function', 'Arn'): arn('lambda', 'function:Stack-Consumer8D6BE417-a1B2c3D4e5F6'),
    ('AWS::SecretsManager::Secret', 'Ref'): arn('secretsmanager', 'secret:Credentials-a1B2c3D4e5F6-a1b2c3'),
    ('AWS::EC2::Instance', 'PrivateDnsName'): f'ip-10-0-0-1.{REGION}.compute.internal',
    ('AWS::EC2::Subnet', 'Ref'): 'subnet-0123456789abcdef0',
    ('AWS::EC2::SecurityGroup', 'GroupId'): 'sg-0123456789abcdef0',
    ('AWS::SQS::Queue', 'Arn'): arn('sqs', 'Stack-Failed178E83A2-a1B2c3D4e5F6'),
    ('AWS::SNS::Topic', 'Ref'): arn('sns', 'Stack-Failed178E83A2-a1B2c3D4e5F6'),
    ('AWS::S3::Bucket', 'Arn'): 'arn:aws:s3:::stack-failed178e83a2-a1b2c3d4e5f6',
    ('AWS::KMS::Key', 'Arn'): arn('kms', f'key/{UUID}'),
    ('AWS::Glue::Registry', 'Arn'): arn('glue', 'registry/orders'),
    ('AWS::MSK::ServerlessCluster', 'Arn'): PARAMETERS['ClusterArn'].replace('333-1', '333-s1'),
    ('AWS::MSK::VpcConnection', 'Arn'): PARAMETERS['ConnectionArn'],
}

# The names that CloudFormation writes in another way.
NAMES = {'KmsKeyArn': 'KMSKeyArn', 'KafkaBootstrapServers': 'KAFKA_BOOTSTRAP_SERVERS'}


class Template:
    def __init__(self, file):
        with open(file, encoding='utf-8') as text:
            self.body = json.load(text)

    def mappings(self):
        for name, resource in self.body['Resources'].items():
            if resource['Type'] == 'AWS::Lambda::EventSourceMapping':
                yield name, self.parameters(resource['Properties'])

    def parameters(self, value):
        """The parameters of the API for properties of CloudFormation, or for a part of them."""
        if isinstance(value, list):
            return [self.parameters(element) for element in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            [(function, argument)] = value.items()
            if function == 'Ref' or function.startswith('Fn::'):
                return self.resolve(function, argument)
        return {NAMES.get(name, name): self.parameters(element) for name, element in value.items()}

    def resolve(self, function, argument):
        """A plausible value. What isn't known here stops the judge, so that nothing goes unjudged."""
        if function == 'Fn::Join':
            return argument[0].join(str(self.parameters(part)) for part in argument[1])
        if function == 'Fn::GetAtt':
            return self.attribute(*argument)
        if function == 'Fn::ImportValue' and argument.startswith('Secrets:ExportsOutputRef'):
            return ATTRIBUTES['AWS::SecretsManager::Secret', 'Ref']
        if function == 'Ref' and argument in PSEUDO_PARAMETERS:
            return PSEUDO_PARAMETERS[argument]
        if function == 'Ref' and argument in self.body.get('Parameters', {}) and re.sub(r'X\d+$', '', argument) in PARAMETERS:
            return PARAMETERS[re.sub(r'X\d+$', '', argument)]
        if function == 'Ref' and argument in self.body['Resources']:
            return self.attribute(argument, 'Ref')
        raise ValueError(f'{function} of {argument}: add a plausible value to {__file__}')

    def attribute(self, name, attribute):
        kind = self.body['Resources'][name]['Type'], attribute
        if kind not in ATTRIBUTES:
            raise ValueError(f'{attribute} of a {kind[0]}: add a plausible value to {__file__}')
        return ATTRIBUTES[kind]


def violations(value, shape, name=''):
    """What botocore leaves to the service: maximums, enums and patterns."""
    limits = shape.metadata
    if shape.type_name in ('string', 'list', 'map', 'integer', 'long'):
        size = value if shape.type_name in ('integer', 'long') else len(value)
        if size > limits.get('max', size):
            yield f'{name}: {size} is above the maximum of {limits["max"]}'
    if shape.type_name == 'string':
        if value not in limits.get('enum', [value]):
            yield f'{name}: {value!r} is none of {limits["enum"]}'
        if not re.fullmatch(limits.get('pattern', '(?s:.*)'), value):
            yield f'{name}: {value!r} does not match {limits["pattern"]}'
    elif shape.type_name == 'structure':
        for key, element in value.items():
            yield from violations(element, shape.members[key], f'{name}.{key}')
    elif shape.type_name == 'list':
        for n, element in enumerate(value):
            yield from violations(element, shape.member, f'{name}[{n}]')
    elif shape.type_name == 'map':
        for key, element in value.items():
            yield from violations(key, shape.key, name)
            yield from violations(element, shape.value, f'{name}.{key}')


def judge(parameters, shape):
    report = ParamValidator().validate(parameters, shape)
    # Only types that are right have sizes and elements
    return [report.generate_report()] if report.has_errors() else list(violations(parameters, shape))


def without(parameters, key):
    return {name: value for name, value in parameters.items() if name != key}


# One violation of each kind. A judge that accepts one of them proves nothing.
WRONG = {
    'required': lambda right: without(right, 'FunctionName'),
    'unknown': lambda right: {**right, 'Batch': 1},
    'type': lambda right: {**right, 'BatchSize': '100'},
    'minimum': lambda right: {**right, 'BatchSize': 0},
    'maximum': lambda right: {**right, 'BatchSize': 10001},
    'enum': lambda right: {**right, 'StartingPosition': 'EARLIEST'},
    'pattern': lambda right: {**right, 'Topics': ['orders refunds']},
    'length': lambda right: {**right, 'Topics': ['o' * 250]},
    'number of elements': lambda right: {**right, 'Topics': ['orders', 'refunds']},
    'elements': lambda right: {**right, 'SelfManagedEventSource': {'Endpoints': {'KAFKA_BOOTSTRAP_SERVERS': ['b1.example.com']}}},
    'keys': lambda right: {**right, 'SelfManagedEventSource': {'Endpoints': {'KafkaBootstrapServers': ['b1.example.com:9096']}}},
}


def main(patterns):
    service = botocore.session.get_session().get_service_model('lambda')
    shape = service.operation_model('CreateEventSourceMapping').input_shape
    files = sorted(file for pattern in patterns for file in glob.glob(pattern))
    mappings = [(f'{file} {name}', parameters) for file in files for name, parameters in Template(file).mappings()]
    start = time.perf_counter()
    problems = [f'{place}: {problem}' for place, parameters in mappings for problem in judge(parameters, shape)]
    seconds = time.perf_counter() - start
    if not mappings:
        problems.append(f'no mapping in {patterns}')
    else:
        right = mappings[0][1]
        problems += [f'accepts a wrong {kind}' for kind, change in WRONG.items() if not judge(change(right), shape)]
    print('\n'.join(problems + [
        f'botocore {botocore.__version__}: {len(mappings)} mappings of {len(files)} templates, {len(problems)} problems, '
        f'{seconds:.2f} s; {len(WRONG)} kinds of wrong parameters',
    ]))
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
