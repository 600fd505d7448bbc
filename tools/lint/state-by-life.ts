import type { Rule } from 'eslint';
import ts from 'typescript';

/** What typescript-eslint lends to a rule that asks for types. */
interface Typed {
  readonly program: ts.Program;
  readonly esTreeNodeToTSNodeMap: { get(node: object): ts.Node };
}

/** What every stored resource of the contract has; a filter or a patch over one may lack it. */
const ofResource = ['name', 'etag', 'state'] as const;

const has = (type: ts.Type, name: string): boolean => type.getProperty(name) !== undefined;
const hasAlways = (type: ts.Type, name: string): boolean =>
  has(type, name) && ((type.getProperty(name)?.flags ?? 0) & ts.SymbolFlags.Optional) === 0;
const isResource = (type: ts.Type | undefined): boolean =>
  type !== undefined && ofResource.every((name) => hasAlways(type, name));

const isLife = (node: ts.Node): boolean => ts.isIdentifier(node) && node.text.endsWith('Life');

/** `needLife.initial`, `needLife.move(…).state`, or one of several by a condition. */
function comesOfLife(value: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(value)) return comesOfLife(value.expression);
  if (ts.isConditionalExpression(value)) return comesOfLife(value.whenTrue) && comesOfLife(value.whenFalse);
  if (!ts.isPropertyAccessExpression(value)) return false;
  const { expression: of, name } = value;
  if (isLife(of)) return name.text === 'initial';
  if (name.text !== 'state' || !ts.isCallExpression(of) || !ts.isPropertyAccessExpression(of.expression)) return false;
  return isLife(of.expression.expression) && of.expression.name.text === 'move';
}

/** Whether a call makes a record of an object: `Need.fromPartial({…})`, `Object.assign(need, {…})`. */
function isMadeInto({ parent }: ts.ObjectLiteralExpression): boolean {
  if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) return false;
  const { expression, name } = parent.expression;
  if (!ts.isIdentifier(expression)) return false;
  return name.text === 'fromPartial' || (expression.text === 'Object' && name.text === 'assign');
}

/** Whether an object says the state of a record by itself. */
function writesState(checker: ts.TypeChecker, object: ts.ObjectLiteralExpression): boolean {
  const types = [checker.getTypeAtLocation(object), checker.getContextualType(object)];
  if (!isMadeInto(object) && !types.some(isResource)) return false;
  return object.properties.some((property) => {
    if (ts.isSpreadAssignment(property)) {
      const spread = checker.getTypeAtLocation(property.expression);
      return has(spread, 'state') && !isResource(spread);
    }
    const { name } = property;
    const isState = (ts.isIdentifier(name) || ts.isStringLiteral(name)) && name.text === 'state';
    return isState && !(ts.isPropertyAssignment(property) && comesOfLife(property.initializer));
  });
}

/** Whether a record's state is set in place, `need.state = …`. */
function setsState({ left, right }: ts.BinaryExpression): boolean {
  const named = ts.isPropertyAccessExpression(left)
    ? left.name.text
    : ts.isElementAccessExpression(left) && ts.isStringLiteral(left.argumentExpression)
      ? left.argumentExpression.text
      : '';
  return named === 'state' && !comesOfLife(right);
}

/**
 * The state of a record is where its lifecycle led: whoever writes another one passes by the arrow, its guard, its
 * deadline and its event.
 */
export const stateByLife: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { written: 'A state is written by the lifecycle alone: `life.initial`, or `life.move`.' },
  },
  create(context) {
    const { program, esTreeNodeToTSNodeMap } = context.sourceCode.parserServices as Typed;
    const checker = program.getTypeChecker();
    const tell = (node: Rule.Node): void => context.report({ node, messageId: 'written' });
    return {
      ObjectExpression(node) {
        if (writesState(checker, esTreeNodeToTSNodeMap.get(node) as ts.ObjectLiteralExpression)) tell(node);
      },
      AssignmentExpression(node) {
        if (setsState(esTreeNodeToTSNodeMap.get(node) as ts.BinaryExpression)) tell(node);
      },
    };
  },
};
