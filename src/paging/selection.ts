/** The fields selected one level below a field, with coerced arguments. */
import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isObjectType,
  Kind,
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
      if (selection.kind === Kind.INLINE_FRAGMENT) return collect(selection.selectionSet, type, info);
      return collect(info.fragments[selection.name.value]?.selectionSet, type, info);
    });
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
