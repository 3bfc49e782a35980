/** One answer: what a person picks, and the sentence it prints. */
export type ReadingValue = { label: string; sentence: string };

/** A question with a closed list of answers. */
export type ChoiceReading<V extends string> = {
  kind: 'choice';
  /** Articles of the official text that leave the question open. */
  articles: readonly string[];
  question: string;
  default: V;
  values: Readonly<Record<V, ReadingValue>>;
};

/** A question whose answer is a whole number, `min` and `max` included. */
export type CountReading = {
  kind: 'count';
  articles: readonly string[];
  question: string;
  unit: 'mois' | 'jours' | 'heures';
  default: number;
  min: number;
  max: number;
  sentence: (count: number) => string;
};

export type Reading = ChoiceReading<string> | CountReading;

/** Keeps the list of answers in the type, so that an answer that is not in it does not compile. */
export function choice<const V extends string>(reading: Omit<ChoiceReading<V>, 'kind' | 'default'> & { default: NoInfer<V> }): ChoiceReading<V> {
  return { kind: 'choice', ...reading };
}

export function count(reading: Omit<CountReading, 'kind'>): CountReading {
  return { kind: 'count', ...reading };
}

/** « 1 mois », « 15 jours », with an unbreakable space; « mois » takes no plural. */
export function counted(number: number, unit: CountReading['unit']): string {
  return `${number}\u00a0${unit !== 'mois' && number < 2 ? unit.slice(0, -1) : unit}`;
}
