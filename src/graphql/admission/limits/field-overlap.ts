/** How much work it is to find out whether a document's fields can be merged: graphql-js compares each with each of the same name. */
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { fragmentsOf } from './selection-size.js';

/** The fields of one response name at one place. */
interface Place {
  times: number;
  below: Map<string, Place>;
}

/**
 * @param budget How much is counted at most.
 * @returns whether the selections and the pairs of fields that share a place in the answer are more than the budget. Selections must have been
 *   found to be few and free of cycles before.
 */
export function isOverlapping(document: DocumentNode, budget: number): boolean {
  const walk = new Walk(fragmentsOf(document), budget);
  return document.definitions.some((definition) => {
    if (!('selectionSet' in definition) || !definition.selectionSet) return false;
    walk.into(definition.selectionSet, new Map());
    return walk.left < 0;
  });
}

class Walk {
  left: number;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>, budget: number) {
    this.#fragments = fragments;
    this.left = budget;
  }

  into({ selections }: SelectionSetNode, places: Map<string, Place>): void {
    for (const selection of selections) {
      this.left -= 1;
      if (this.left < 0) return;
      if (selection.kind === Kind.FIELD) {
        const place = this.#placeOf((selection.alias ?? selection.name).value, places);
        if (selection.selectionSet) this.into(selection.selectionSet, place.below);
        continue;
      }
      const set =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.selectionSet
          : this.#fragments.get(selection.name.value)?.selectionSet;
      if (set) this.into(set, places);
    }
  }

  #placeOf(name: string, places: Map<string, Place>): Place {
    const place = places.get(name) ?? { times: 0, below: new Map() };
    places.set(name, place);
    this.left -= place.times;
    place.times += 1;
    return place;
  }
}
