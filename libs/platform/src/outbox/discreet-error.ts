/** A fault whose own words name nobody: ids and codes only. They are kept even where those of others are not. */
export class DiscreetError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** What may be written of a fault. `discreet`: its message may quote what a person said; its kind, its code and its place in the program cannot. */
export function faultWords(fault: unknown, discreet: boolean): string {
  if (!(fault instanceof Error)) return discreet ? `a thrown ${typeof fault}` : String(fault);
  if (!discreet || fault instanceof DiscreetError) return `${fault.name}: ${fault.message}`;
  return [kindOf(fault), codeOf(fault), placeOf(fault)].filter((word) => word !== '').join(' ');
}

const kind = /^[A-Z][A-Za-z]{0,59}$/;
/** « ECONNREFUSED », « conversion-timeout », and the five signs of an SQLSTATE. */
const code = /^([A-Za-z][A-Za-z_-]{0,59}|[0-9A-Z]{5})$/;
const frame = /^\s+at .*?([\w.-]+\.[cm]?[jt]sx?:\d+)(:\d+)?\)?$/;

function kindOf({ name, constructor }: Error): string {
  return [name, constructor.name].find((word) => word !== 'Error' && kind.test(word)) ?? 'Error';
}

function codeOf(fault: Error): string {
  const said = 'code' in fault ? String(fault.code) : '';
  return code.test(said) ? said : '';
}

/** The innermost line of ours: file and line, never the message that a stack begins with. */
function placeOf({ stack = '', message }: Error): string {
  const frames = stack.replace(message, () => '').split('\n').filter((line) => frame.test(line));
  const own = frames.find((line) => !/node_modules|node:/.test(line)) ?? frames[0];
  return own ? `at ${frame.exec(own)![1]}` : '';
}
