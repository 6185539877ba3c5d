/** An operation of a document, with what can be known before it is executed. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getNamedType,
  getOperationAST,
  isAbstractType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  TypeInfo,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
  visitWithTypeInfo,
} from 'graphql';
// What is selected is graphql-js's own answer: merged fields, fragments and conditions are where copies of it go wrong.
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import type { Run } from './execution-run.js';
import { FieldPlan, type PlanSubfields, Selection } from './field-plan.js';

export class OperationPlan {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode> = Object.create(null);

  readonly #schema: GraphQLSchema;
  readonly #rootType: GraphQLObjectType;
  /** The variables that decide what is selected. */
  readonly #conditions: readonly string[];
  /** The root fields for each combination of what the conditions were. */
  readonly #rootFields = new Map<string, Selection>();
  readonly #onGrowth: (fields: number) => void;

  private constructor(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    rootType: GraphQLObjectType,
    conditions: readonly string[],
    onGrowth: (fields: number) => void,
  ) {
    this.#schema = schema;
    this.#onGrowth = onGrowth;
    this.operation = operation;
    this.#rootType = rootType;
    this.#conditions = conditions;
    for (const definition of document.definitions)
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments[definition.name.value] = definition;
  }

  /**
   * @param onGrowth Told how many more fields are planned, as answers reach them.
   * @returns null where it can't be planned: which operation is meant isn't clear, or a type is only known from a value.
   */
  static of(
    schema: GraphQLSchema,
    document: DocumentNode,
    operationName: string | null,
    onGrowth: (fields: number) => void = () => {},
  ): OperationPlan | null {
    const operation = getOperationAST(document, operationName);
    const rootType = operation && schema.getRootType(operation.operation);
    if (!rootType) return null;
    const conditions = conditionsOf(schema, document);
    if (!conditions) return null;
    return new OperationPlan(schema, document, operation, rootType, conditions, onGrowth);
  }

  /** @throws {GraphQLError} where a condition can't be coerced. */
  rootFields(run: Run): Selection {
    const key = this.#conditions.map((name) => String(run.variableValues[name])).join();
    const known = this.#rootFields.get(key);
    if (known) return known;
    const { selectionSet } = this.operation;
    const nodes = collectFields(this.#schema, run.fragments, run.variableValues, this.#rootType, selectionSet);
    const fields = this.#plan(this.#rootType, nodes);
    this.#rootFields.set(key, fields);
    return fields;
  }

  /** Not before an answer gets there: a small document can select more than anyone has memory for. */
  readonly #planSubfields: PlanSubfields = (run, type, nodes) =>
    this.#plan(type, collectSubfields(this.#schema, run.fragments, run.variableValues, type, nodes));

  #plan(type: GraphQLObjectType, selected: ReadonlyMap<string, readonly FieldNode[]>): Selection {
    const fields: FieldPlan[] = [];
    for (const [key, nodes] of selected) {
      const [first, ...others] = nodes;
      const definition = first && this.#definitionOf(type, first.name.value);
      if (!definition) continue;
      fields.push(new FieldPlan(key, [first, ...others], definition, type, this.#planSubfields));
    }
    // One for itself: what selects nothing takes room too.
    this.#onGrowth(fields.length + 1);
    return new Selection(fields);
  }

  #definitionOf(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
    if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
    if (type === this.#schema.getQueryType()) {
      if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
      if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
    }
    return type.getFields()[name];
  }
}

/** @returns the names of the variables in `@skip` and `@include`; undefined where a field's value must tell its own type. */
function conditionsOf(schema: GraphQLSchema, document: DocumentNode): readonly string[] | undefined {
  const names = new Set<string>();
  let isPlannable = true;
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: () => {
        const type = getNamedType(typeInfo.getType());
        // An abstract type without a function of its own goes by the value's `__typename`.
        if (isAbstractType(type) ? type.resolveType : isObjectType(type) && type.isTypeOf) isPlannable = false;
      },
      Directive: ({ name, arguments: args = [] }) => {
        if (name.value !== GraphQLSkipDirective.name && name.value !== GraphQLIncludeDirective.name) return;
        for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
    }),
  );
  return isPlannable ? [...names] : undefined;
}
