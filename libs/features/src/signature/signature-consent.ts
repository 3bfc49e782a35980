/**
 * What a signatory is told before signing. The version is kept with each approval: changing a word means a new version,
 * for the evidence must show the very text that was on the screen.
 */
export const consent = {
  version: '2026-11',
  lines: (bodyName: string): readonly string[] => [
    'Vous approuvez la convention et ses sept annexes, telles qu’elles figurent dans ce document : personne ne pourra plus les modifier.',
    `Vous engagez l’organisme que vous représentez, « ${bodyName} », et non votre personne.`,
    'Vous déclarez être habilité à signer en son nom, par votre fonction, une délibération exécutoire ou une délégation en vigueur.',
    'Votre nom, votre qualité, la date et l’heure seront inscrits dans le document et connus de toutes les parties.',
    'C’est une signature électronique simple au sens du règlement européen eIDAS : elle est recevable comme preuve, et une fois donnée elle ne se reprend pas. La convention prévoit elle-même comment y mettre fin.',
  ],
} as const;
