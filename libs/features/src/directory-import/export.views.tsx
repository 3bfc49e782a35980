import type { VNode } from 'preact';
import { ButtonLink, Buttons, Shell } from '#libs/ui';
import type { Frame } from '#libs/ui';
import { exportObjects } from './directory-export.js';
import type { ExportObject } from './directory-export.js';
import { importLinks } from './import.links.js';

const objectWords: Readonly<Record<ExportObject, { title: string; detail: string }>> = {
  structures: { title: 'Structures', detail: 'Adresses, contacts, horaires jour par jour, format, gestionnaire.' },
  gestionnaires: { title: 'Gestionnaires', detail: 'SIRET, adresses et signataires.' },
  'partenaires-nationaux': { title: 'Partenaires nationaux', detail: 'Organismes locaux et signataires.' },
  'partenaires-locaux': { title: 'Partenaires locaux', detail: 'Adresses, signataires et structures où ils interviennent.' },
  referents: { title: 'Référents', detail: 'Noms, lignes directes et adresses électroniques.' },
  offres: { title: 'Offres complémentaires', detail: 'Permanences des partenaires dans les structures.' },
};

/** What one may take away of the directory: what one may see of it, and no more. */
export function ExportPage({ frame }: { frame: Frame }): VNode {
  return (
    <Shell frame={frame} title="Exporter l’annuaire" breadcrumb={[{ label: 'Annuaire', href: '/annuaire' }, { label: 'Exporter' }]}>
      <h1>Exporter l’annuaire</h1>
      <p class="pf-narrow">Chaque tableau contient tout ce que votre rôle vous permet de voir. Il s’ouvre dans un tableur et peut être importé de nouveau, une fois corrigé. L’annuaire contient des données personnelles : chaque export est inscrit au journal.</p>
      <ul class="pf-list">
        {exportObjects.map((object) => (
          <li class="pf-list__item pf-list__item--pair">
            <div>
              <p class="pf-list__title">{objectWords[object].title}</p>
              <p class="pf-list__detail">{objectWords[object].detail}</p>
            </div>
            <ButtonLink href={importLinks.csv(object)} kind="secondary" icon="download-line" small download>Télécharger en CSV<span class="fr-sr-only"> : {objectWords[object].title}</span></ButtonLink>
          </li>
        ))}
      </ul>
      <Buttons><ButtonLink href={importLinks.json} icon="download-line" kind="secondary" download>Tout l’annuaire en JSON</ButtonLink></Buttons>
    </Shell>
  );
}
