/** The fields selected one level below a field, with coerced arguments. */
import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export interface SelectedField {
  name: string;
  args: Record<string, unknown>;
}

/** The fields that will be resolved below the current one, with fragments expanded and `@skip` and `@include` applied. */
export function selectedFields(info: GraphQLResolveInfo): SelectedField[] {
  const type = getNamedType(info.returnType);
  if (!isObjectType(type)) return [];
  return info.fieldNodes.flatMap(({ selectionSet }) => collect(selectionSet, type, info));
}

function collect(
  selectionSet: SelectionSetNode | undefined,
  type: GraphQLObjectType,
  info: GraphQLResolveInfo,
): SelectedField[] {
  return (selectionSet?.selections ?? [])
    .filter((selection) => isIncluded(selection, info))
    .flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return toSelectedField(selection, type, info);
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : info.fragments[selection.name.value];
      return fragment && isFragmentOn(type, fragment, info.schema) ? collect(fragment.selectionSet, type, info) : [];
    });
}

/** Whether a fragment selects fields of this type. */
export function isFragmentOn(
  type: GraphQLObjectType,
  { typeCondition }: { typeCondition?: NamedTypeNode | undefined },
  schema: GraphQLSchema,
): boolean {
  const name = typeCondition?.name.value;
  if (name === undefined || name === type.name) return true;
  const condition = schema.getType(name);
  return isAbstractType(condition) && schema.isSubType(condition, type);
}

function toSelectedField(node: FieldNode, type: GraphQLObjectType, info: GraphQLResolveInfo): SelectedField[] {
  const field = type.getFields()[node.name.value];
  return field ? [{ name: field.name, args: getArgumentValues(field, node, info.variableValues) }] : [];
}

function isIncluded(selection: SelectionNode, { variableValues }: GraphQLResolveInfo): boolean {
  if (selection.directives?.length === 0) return true;
  if (getDirectiveValues(GraphQLSkipDirective, selection, variableValues)?.if === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, variableValues)?.if !== false;
}
