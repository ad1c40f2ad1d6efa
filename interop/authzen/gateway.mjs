// What an MCP gateway does that knows COAZ: fills in the mapping that `interlock coaz` prints, with an evaluator of CEL that others wrote.
// It stands beside its package, so interop/authzen.sh copies it.
import { Environment } from '@marcbachmann/cel-js';

const cel = new Environment({ enableOptionalTypes: true })
  .registerVariable('params', 'dyn')
  .registerVariable('token', 'dyn');

/** A template with its expressions filled in; undefined where an optional one has no value. */
function filled(template, inputs) {
  if (typeof template === 'object') {
    return Object.fromEntries(
      Object.entries(template)
        .map(([name, value]) => [name, filled(value, inputs)])
        .filter(([, value]) => value !== undefined),
    );
  }
  if (typeof template !== 'string' || !template.startsWith('$')) return template;
  if (template.startsWith('$$')) return template.slice(1);
  const value = cel.evaluate(template.slice(1), inputs);
  if (typeof value?.hasValue !== 'function') return value;
  return value.hasValue() ? value.value() : undefined;
}

/** `pass`, `deny`, or the evaluation to ask for. */
export function step(mapping, server, method, params, token) {
  const passes = (name) => (name.endsWith('*') ? method.startsWith(name.slice(0, -1)) : method === name);
  if (mapping.pass_through.some(passes)) return 'pass';
  const { methods, tools } = mapping.servers[server];
  const declared = method === 'tools/call' ? tools[params.name]?.['x-authzen-mapping'] : undefined;
  const template = declared ?? methods[method];
  if (!template) return 'deny';
  const evaluation = filled(template.evaluation, { params, token });
  if (evaluation.subject.id !== token[mapping.subject.claim]) throw new Error('the subject is not that of the token');
  return evaluation;
}
