import { Aspects, Stage } from 'aws-cdk-lib/core';
import { Construct, IConstruct } from 'constructs';
import { AppRegistry } from './app-registry';
import { AppResources } from './app-resources';
import { getOrCreate } from './collections';
import { isInTree } from './is-in-tree';

const ID = 'cdk-kafka-event-source:OnSynthesis';

/** Runs a callback at each synthesis, when the app is complete, unless its construct was removed. */
export function onSynthesis(scope: IConstruct, callback: () => void): void {
  AppRegistry.get(scope, SynthesisCallbacks).add(scope, callback);
}

class SynthesisCallbacks {
  public static readonly key = 'SynthesisCallbacks';

  private readonly byStage = new Map<Stage, (() => void)[]>();

  public add(scope: IConstruct, callback: () => void): void {
    getOrCreate(this.byStage, Stage.of(scope)!, stage => this.addAspect(stage)).push(() => isInTree(scope) && callback());
  }

  /** Adds one aspect per stage, on a construct without children: the CDK calls an aspect for every construct below it. */
  private addAspect(stage: Stage): (() => void)[] {
    const callbacks: (() => void)[] = [];
    Aspects.of(stage.node.tryFindChild(ID) ?? new Construct(stage, ID)).add({
      visit: () => {
        this.byStage.delete(stage); // mappings that other aspects add from now on need an aspect that hasn't run yet
        AppResources.of(stage).refresh(); // other aspects can have added resources too
        callbacks.forEach(callback => callback());
      },
    });
    return callbacks;
  }
}
