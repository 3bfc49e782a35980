/** Why the préfecture's note on who is préfet is not taken. Stable. */
export type TenureRefusal = keyof typeof tenureRefusals;

/** What is wrong and the way out, and under which field it is said; null where the page was too old to be answered in place. */
export const tenureRefusals = {
  first_day_too_far: { field: 'from', sentence: 'Ce premier jour est dans plus d’un an : vérifiez l’année.' },
  first_day_not_after: { field: 'from', sentence: 'Une prise de fonctions de ce jour ou d’un jour suivant est déjà notée. Vérifiez les deux jours.' },
  last_day_too_far: { field: 'until', sentence: 'Ce dernier jour est dans plus d’un an : vérifiez l’année.' },
  last_day_before_first: { field: 'until', sentence: 'Ces fonctions commencent après ce jour : vérifiez les deux jours.' },
  already_ended: { field: null, sentence: 'Ces fonctions ont déjà pris fin. Si ce jour est faux, corrigez-le.' },
  not_latest: { field: null, sentence: 'Seule la dernière prise de fonctions notée se corrige : une autre la suit.' },
} as const satisfies Record<string, { field: 'from' | 'until' | null; sentence: string }>;
