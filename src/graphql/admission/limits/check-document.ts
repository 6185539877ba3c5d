/** A document's limits, before validation: several of its rules cost more than their document is long. */
import { type DocumentNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode } from 'graphql';
import { isOverlapping } from './field-overlap.js';
import { type Limits, pastLimit } from './limits.js';
import { MAX_NESTING, SelectionSizes } from './selection-size.js';

/** What introspection may be instead: graphql-js's own query has 1,900 selections and a depth of 106 with its largest `typeDepth`. */
const INTROSPECTION = { selections: 2_500, depth: 120 };

/** Pairs of fields that validation may have to compare: some 20 ms. Real documents have a few hundred. */
const MIN_BUDGET = 10_000;

/**
 * Every operation must be within the limits, whichever is meant: validation looks at all of them, and the document is remembered for all of
 * them. Fragments must be too, used or not.
 *
 * @throws {GatewayError} `LIMIT_EXCEEDED`
 * @throws {GraphQLError} where a fragment spreads itself.
 */
export function checkDocument(document: DocumentNode, limits: Readonly<Limits>): void {
  const sizes = new SelectionSizes(document);
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) checkOperation(definition, sizes, limits);
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      const isIntrospection = definition.typeCondition.name.value.startsWith('__');
      checkSelections(definition, sizes, isIntrospection ? { ...limits, ...INTROSPECTION } : limits);
    }
  }
  if (isOverlapping(document, Math.max(MIN_BUDGET, limits.selections * 10))) throw pastLimit('selections', limits);
}

function checkOperation(operation: OperationDefinitionNode, sizes: SelectionSizes, limits: Readonly<Limits>): void {
  const { fields } = checkSelections(operation, sizes, limits);
  if (fields > limits.rootFields) throw pastLimit('rootFields', limits);
}

function checkSelections(
  definition: OperationDefinitionNode | FragmentDefinitionNode,
  sizes: SelectionSizes,
  limits: Readonly<Limits>,
) {
  const size = sizes.of(definition.selectionSet);
  const { introspection } = size;
  if (size.nesting > MAX_NESTING || size.depth > limits.depth || introspection.depth > INTROSPECTION.depth)
    throw pastLimit('depth', limits);
  if (size.selections > limits.selections || introspection.selections > INTROSPECTION.selections)
    throw pastLimit('selections', limits);
  if (size.aliases > limits.aliases) throw pastLimit('aliases', limits);
  if (size.directives + ownDirectives(definition) > limits.directives) throw pastLimit('directives', limits);
  return size;
}

/** Those of the definition itself and of its variables. */
function ownDirectives({ directives = [], variableDefinitions = [] }: Definition): number {
  return variableDefinitions.reduce((sum, variable) => sum + (variable.directives?.length ?? 0), directives.length);
}

type Definition = OperationDefinitionNode | FragmentDefinitionNode;
