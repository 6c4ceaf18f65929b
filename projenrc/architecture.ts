import { Component, JsonFile, type typescript } from 'projen';
import { TestRun } from './test-run';

/** One layer: files and folders of `src`, and the imports that are allowed among them. */
interface Layer {
  /** A name that ends in `/` is a folder, whose files may import each other. */
  readonly parts: readonly string[];

  /** For a part, other parts of this layer that it may import. Without an entry, parts of one layer don't import each other. */
  readonly except?: Readonly<Record<string, readonly string[]>>;
}

/** The layers of `src`, from the top: a file imports from layers below its own. A new file or folder needs a place here. */
const LAYERS: readonly Layer[] = [
  { parts: ['index.ts'] },
  {
    parts: ['alarms.ts', 'dashboard.ts', 'poller-vpc-endpoints.ts', 'connection-test/', 'serverless-file/'],
    except: { 'connection-test/': ['serverless-file/'] }, // its commands read YAML
  },
  { parts: ['kafka-event-source.ts', 'msk-event-source.ts'] },
  { parts: ['serverless/'] },
  { parts: ['event-source-base.ts'] },
  { parts: ['validation/'] },
  { parts: ['network/', 'metrics/'] },
  { parts: ['props/'] },
  { parts: ['access-configurations.ts', 'on-failure.ts', 'schema-registry.ts', 'filters/', 'secrets.ts'] },
  { parts: ['permissions/'] },
  { parts: ['app/', 'limits.ts'], except: { 'app/': ['limits.ts'] } },
];

/** Checks with dependency-cruiser that imports in `src` go down, type-only imports included. */
export class Architecture extends Component {
  constructor(project: typescript.TypeScriptProject) {
    super(project);
    project.addDevDeps('dependency-cruiser@^17'); // 18 requires a newer Node.js than the oldest one here
    new JsonFile(project, '.dependency-cruiser.json', {
      allowComments: true, // dependency-cruiser allows no unknown key for the note
      obj: {
        forbidden: [
          {
            name: 'no-circles',
            comment: 'Files must not import each other in a circle, not even for types.',
            severity: 'error',
            from: {},
            to: { circular: true },
          },
          ...rules(LAYERS),
        ],
        required: [{
          name: 'has-a-layer',
          comment: 'Every file of src must be in a layer. Add it to LAYERS in projenrc/architecture.ts.',
          severity: 'error',
          module: { path: '^src/', pathNot: paths(LAYERS.flatMap(({ parts }) => parts)) },
          to: { path: '^a layer$' },
        }],
        options: {
          doNotFollow: { path: 'node_modules' },
          tsConfig: { fileName: 'tsconfig.json' },
          tsPreCompilationDeps: true,
        },
      },
    });
    const task = project.addTask('check:architecture', {
      description: 'Fails where a file of src imports from its own layer or one above, or in a circle',
      exec: 'depcruise src --config .dependency-cruiser.json --output-type err-long',
    });
    TestRun.of(project).add(task, 5);
  }
}

/** One rule for each part: what it must not import is all of `src` except itself, its exceptions and the layers below. */
function rules(layers: readonly Layer[]) {
  return layers.flatMap(({ parts, except = {} }, n) => {
    const below = layers.slice(n + 1).flatMap(layer => layer.parts);
    return parts.map(part => ({
      name: `${part.replace(/\.ts$|\/$/, '')}-imports-down`,
      comment: `src/${part} may import from: ${[...except[part] ?? [], ...below].join(', ') || 'no other part'}.`,
      severity: 'error',
      from: { path: paths([part]) },
      to: { path: '^src/', pathNot: paths([part, ...except[part] ?? [], ...below]) },
    }));
  });
}

const paths = (parts: readonly string[]) => parts.map(part => `^src/${part.replace('.', '\\.')}${part.endsWith('/') ? '' : '$'}`);
