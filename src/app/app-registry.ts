import { Construct, IConstruct } from 'constructs';

/** No stack can have this name, so it collides with no construct of the app. */
const ID = 'cdk-kafka-event-source:AppRegistry';

/** A class with a key, because an app can hold two copies of this library, and bundlers give two classes the same short name. */
interface RegisteredClass<T> {
  readonly key: string;
  new (root: IConstruct): T;
}

/** State that the constructs of one app share, kept on a construct at the root of the tree. */
export class AppRegistry extends Construct {
  /** Returns the app's only instance of a class, created on first use. */
  public static get<T>(scope: IConstruct, type: RegisteredClass<T>): T {
    const root = getRoot(scope);
    const registry = root.node.tryFindChild(ID) as AppRegistry | undefined ?? new AppRegistry(root as Construct, ID);
    return (registry.instances.get(type.key) ?? registry.create(type, root)) as T;
  }

  private readonly instances = new Map<string, unknown>();

  private create(type: RegisteredClass<unknown>, root: IConstruct): unknown {
    const instance = new type(root);
    this.instances.set(type.key, instance);
    return instance;
  }
}

/** Returns what `node.root` returns, which builds a list of all scopes to find it. */
function getRoot(construct: IConstruct): IConstruct {
  const { scope } = construct.node;
  return scope ? getRoot(scope) : construct;
}
