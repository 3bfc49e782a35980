import { choice } from '../reading.js';

/** Article 7: notices of denunciation and withdrawal (decision 18). */
export const noticeReadings = {
  'denonciation.portee': choice({
    articles: ['7'],
    question: 'La dénonciation par un gestionnaire met-elle fin à la convention ou à sa seule participation ?',
    default: 'individuelle',
    values: {
      individuelle: {
        label: 'À sa seule participation',
        sentence:
          'Chaque gestionnaire peut dénoncer la convention pour ce qui le concerne ; elle continue entre les autres parties, et prend fin si plus aucun gestionnaire n’y est partie.',
      },
      collective: {
        label: 'À la convention, si tous les gestionnaires la dénoncent',
        sentence: 'La convention n’est dénoncée que par tous les gestionnaires ensemble ; elle prend alors fin pour toutes les parties.',
      },
    },
  }),
  'denonciation.destinataire': choice({
    articles: ['7'],
    question: 'La réception par qui fait-elle courir le préavis de dénonciation ?',
    default: 'prefet',
    values: {
      prefet: {
        label: 'Par le préfet',
        sentence: 'La dénonciation est notifiée au Préfet, dont la réception fait seule courir le préavis ; les autres parties en reçoivent copie pour information.',
      },
      toutes_les_parties: {
        label: 'Par toutes les parties, à la dernière réception',
        sentence: 'La dénonciation est notifiée à toutes les autres parties ; la dernière de leurs réceptions fait courir le préavis.',
      },
    },
  }),
  'denonciation.forme': choice({
    articles: ['7'],
    question: 'Sous quelle forme la dénonciation est-elle notifiée ?',
    default: 'lettre_ou_recepisse',
    values: {
      lettre_ou_recepisse: {
        label: 'Lettre recommandée, papier ou électronique qualifiée, ou remise contre récépissé',
        sentence:
          'La dénonciation est notifiée par lettre recommandée avec demande d’avis de réception, par lettre recommandée électronique qualifiée ou par remise contre récépissé ; un courrier électronique n’est qu’une information.',
      },
      lettre_recommandee: {
        label: 'Lettre recommandée seulement, papier ou électronique qualifiée',
        sentence:
          'La dénonciation est notifiée par lettre recommandée avec demande d’avis de réception ou par lettre recommandée électronique qualifiée, à l’exclusion de toute autre forme.',
      },
    },
  }),
  'retrait.destinataire': choice({
    articles: ['7'],
    question: 'À qui un partenaire local qui intervient dans plusieurs structures adresse-t-il son retrait ?',
    default: 'chaque_gestionnaire',
    values: {
      chaque_gestionnaire: {
        label: 'À chacun des gestionnaires concernés',
        sentence: 'Le retrait d’un partenaire local est notifié à chacun des gestionnaires des structures où il intervient ; le préavis court de la dernière de ces réceptions et vaut pour toutes.',
      },
      un_gestionnaire: {
        label: 'À l’un d’eux, qui informe les autres',
        sentence: 'Le retrait d’un partenaire local est notifié à l’un des gestionnaires des structures où il intervient, qui en informe les autres ; cette réception fait courir le préavis pour toutes.',
      },
    },
  }),
  'preavis.reception': choice({
    articles: ['7'],
    question: 'Quel jour une lettre recommandée est-elle réputée reçue ?',
    default: 'premiere_presentation',
    values: {
      premiere_presentation: {
        label: 'À sa première présentation, si elle est refusée ou n’est pas réclamée',
        sentence: 'Une lettre recommandée est reçue le jour de sa remise ; refusée ou non réclamée, elle est réputée reçue le jour de sa première présentation, établie par le prestataire.',
      },
      remise: {
        label: 'À sa remise seulement',
        sentence: 'Une lettre recommandée n’est reçue que le jour de sa remise effective à son destinataire.',
      },
      expedition: {
        label: 'À son expédition',
        sentence: 'Le préavis court du jour de l’expédition de la lettre recommandée, attestée par le prestataire.',
      },
    },
  }),
  'preavis.effet': choice({
    articles: ['7'],
    question: 'Le préavis de six mois se compte-t-il avant l’échéance seulement ?',
    default: 'echeance',
    values: {
      echeance: {
        label: 'Avant l’échéance',
        sentence: 'Le retrait et la dénonciation prennent effet à l’échéance ; reçus moins de six mois avant elle, ils valent pour l’échéance suivante et, à défaut de reconduction, sont sans objet.',
      },
      glissant: {
        label: 'À tout moment',
        sentence: 'Le retrait et la dénonciation prennent effet six mois après leur réception, à quelque moment qu’elle ait lieu.',
      },
    },
  }),
};
