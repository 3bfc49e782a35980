import { Fragment, type ComponentChildren, type VNode } from 'preact';
import { asset, dsfrAsset, stylesheets } from './assets.js';
import { PostButton } from './components/button.js';
import { Alert, type Severity } from './components/message.js';
import { Breadcrumb, type Crumb } from './components/navigation.js';

/** The name of the service, as people see it. */
export const serviceName = 'Paraphe';

/** Where the pages every site of the State must offer are found. */
export const sitePaths = {
  home: '/',
  verify: '/verifier',
  accessibility: '/accessibilite',
  legalNotice: '/mentions-legales',
  personalData: '/donnees-personnelles',
} as const;

/** A word said once, at the top of the next page. */
export type Flash = { severity: Severity; text: string };

export type NavigationLink = { label: string; href: string };

/** What surrounds a page and does not depend on its subject: composed once per request. */
export type Frame = {
  /** The State's block, one line each: « Préfet », « de la Lozère ». Null before a département is known. */
  brand: readonly string[] | null;
  /** Demonstration mode is loud on every page. */
  demonstration: boolean;
  /** Who is signed in, with the page of their account and the address where they sign out (POST). */
  user: { name: string; role: string; accountHref?: string; signOutAction: string } | null;
  /** Where a clerk signs in; null hides the door (a signatory's page must not distract). */
  signInHref: string | null;
  navigation: readonly NavigationLink[];
  /** Path of the page, to mark the current entry of the navigation. */
  path: string;
  csrf: string | null;
  flash: readonly Flash[];
  /** What the accessibility statement concludes; the law wants it named on each page. */
  accessibility: 'non' | 'partiellement' | 'totalement';
};

type ShellProps = {
  frame: Frame;
  /** Title of the page, as the browser's tab says it first. */
  title: string;
  breadcrumb?: readonly Crumb[];
  /** Page scripts beyond the common one: 'progress.js', 'live.js'. */
  scripts?: readonly string[];
  /** Seconds after which the page reloads itself when scripts do not run. */
  reloadWithoutScript?: number;
  /** Address of the event stream that tells `live.js` to refresh this page's parts. */
  liveEvents?: string;
  children: ComponentChildren;
};

/** The page around a subject: skip links, header, breadcrumb, messages, footer. */
export function Shell(props: ShellProps): VNode {
  const { frame, breadcrumb, children } = props;
  return (
    <html lang="fr" data-fr-scheme="system">
      <Head {...props} />
      <body>
        <SkipLinks hasNavigation={frame.navigation.length > 0} />
        {frame.demonstration && <DemonstrationNotice />}
        <Header frame={frame} />
        <main id="contenu" tabIndex={-1} data-live={props.liveEvents}>
          <div class="fr-container pf-main">
            {breadcrumb && breadcrumb.length > 1 ? <Breadcrumb crumbs={breadcrumb} /> : <div class="fr-mt-4w" />}
            {frame.flash.map(flash => <Alert severity={flash.severity} small live><p>{flash.text}</p></Alert>)}
            {children}
          </div>
        </main>
        {props.liveEvents && <p class="fr-sr-only" id="live-announcement" role="status" />}
        <Footer frame={frame} />
      </body>
    </html>
  );
}

function Head({ title, frame, scripts = [], reloadWithoutScript }: ShellProps): VNode {
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="format-detection" content="telephone=no" />
      <meta name="theme-color" content="#000091" />
      <title>{`${title} – ${serviceName}${frame.demonstration ? ' (démonstration)' : ''}`}</title>
      {/* Personal links travel in addresses: nothing of them may leak through the referrer or a search engine. */}
      <meta name="referrer" content="same-origin" />
      <meta name="robots" content="noindex" />
      {/* Blocking on purpose and very small: sets the dark theme before the first paint. */}
      <script src={asset('theme.js')} />
      {stylesheets.map(href => <link rel="stylesheet" href={href} />)}
      <noscript>
        <link rel="stylesheet" href={asset('no-script.css')} />
        {reloadWithoutScript !== undefined && <meta http-equiv="refresh" content={String(reloadWithoutScript)} />}
      </noscript>
      <link rel="icon" href={dsfrAsset('favicon/favicon.svg')} type="image/svg+xml" />
      <link rel="apple-touch-icon" href={dsfrAsset('favicon/apple-touch-icon.png')} />
      <script type="module" src={dsfrAsset('dsfr/dsfr.module.min.js')} />
      <script type="module" src={asset('paraphe.js')} />
      {scripts.map(script => <script type="module" src={asset(script)} />)}
    </head>
  );
}

function SkipLinks({ hasNavigation }: { hasNavigation: boolean }): VNode {
  return (
    <div class="fr-skiplinks">
      <nav class="fr-container" aria-label="Accès rapide">
        <ul class="fr-skiplinks__list">
          <li><a class="fr-link" href="#contenu">Contenu</a></li>
          {hasNavigation && <li><a class="fr-link" href="#navigation">Menu</a></li>}
          <li><a class="fr-link" href="#pied">Pied de page</a></li>
        </ul>
      </nav>
    </div>
  );
}

function DemonstrationNotice(): VNode {
  return (
    <section class="fr-notice fr-notice--warning" aria-label="Démonstration">
      <div class="fr-container">
        <div class="fr-notice__body">
          <p>
            <span class="fr-notice__title">DÉMONSTRATION – sans valeur juridique.</span>
            <span class="fr-notice__desc">Les personnes et les signatures présentées ici sont fictives.</span>
          </p>
        </div>
      </div>
    </section>
  );
}

function Logo({ brand }: { brand: Frame['brand'] }): VNode {
  const lines = brand ?? ['République', 'Française'];
  return <p class="fr-logo">{lines.map((line, index) => <Fragment>{index > 0 && <br />}{line}</Fragment>)}</p>;
}

function Header({ frame }: { frame: Frame }): VNode {
  const hasMenu = frame.navigation.length > 0 || frame.user !== null || frame.signInHref !== null;
  return (
    <header class="fr-header">
      <div class="fr-header__body">
        <div class="fr-container">
          <div class="fr-header__body-row">
            <div class="fr-header__brand fr-enlarge-link">
              <div class="fr-header__brand-top">
                <div class="fr-header__logo"><Logo brand={frame.brand} /></div>
                {hasMenu && (
                  <div class="fr-header__navbar">
                    <button type="button" class="fr-btn--menu fr-btn" data-fr-opened="false" aria-controls="menu" id="menu-button" title="Menu">Menu</button>
                  </div>
                )}
              </div>
              <div class="fr-header__service">
                <a href={sitePaths.home} title={`Accueil – ${serviceName}`}><p class="fr-header__service-title">{serviceName}</p></a>
                <p class="fr-header__service-tagline">La convention France Services, de l’assemblage à la signature</p>
              </div>
            </div>
            {hasMenu && <div class="fr-header__tools"><div class="fr-header__tools-links"><HeaderTools frame={frame} /></div></div>}
          </div>
        </div>
      </div>
      {hasMenu && (
        <div class="fr-header__menu fr-modal" id="menu" aria-labelledby="menu-button">
          <div class="fr-container">
            <button type="button" class="fr-btn--close fr-btn" aria-controls="menu" title="Fermer">Fermer</button>
            <div class="fr-header__menu-links" />
            {frame.navigation.length > 0 && <Navigation frame={frame} />}
          </div>
        </div>
      )}
    </header>
  );
}

function HeaderTools({ frame }: { frame: Frame }): VNode {
  if (frame.user === null) {
    return (
      <ul class="fr-btns-group">
        {frame.signInHref !== null && <li><a class="fr-btn fr-btn--account" href={frame.signInHref}>Se connecter</a></li>}
      </ul>
    );
  }
  return (
    <ul class="fr-btns-group">
      <li><p class="pf-user"><strong>{frame.user.accountHref ? <a href={frame.user.accountHref}>{frame.user.name}</a> : frame.user.name}</strong><span>{frame.user.role}</span></p></li>
      <li>
        <PostButton action={frame.user.signOutAction} csrf={frame.csrf} kind="tertiary-no-outline" icon="logout-box-r-line">Se déconnecter</PostButton>
      </li>
    </ul>
  );
}

function Navigation({ frame }: { frame: Frame }): VNode {
  const isCurrent = (href: string): boolean => frame.path === href || frame.path.startsWith(`${href}/`);
  return (
    <nav class="fr-nav" id="navigation" aria-label="Menu principal">
      <ul class="fr-nav__list">
        {frame.navigation.map(link => (
          <li class="fr-nav__item">
            <a class="fr-nav__link" href={link.href} aria-current={isCurrent(link.href) ? 'page' : undefined}>{link.label}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const elsewhere = ['info.gouv.fr', 'service-public.gouv.fr', 'legifrance.gouv.fr', 'data.gouv.fr'];

function Footer({ frame }: { frame: Frame }): VNode {
  const links = [
    { href: sitePaths.accessibility, label: `Accessibilité : ${frame.accessibility} conforme` },
    { href: sitePaths.legalNotice, label: 'Mentions légales' },
    { href: sitePaths.personalData, label: 'Données personnelles' },
    { href: sitePaths.verify, label: 'Vérifier un document' },
  ];
  return (
    <footer class="fr-footer" id="pied" tabIndex={-1}>
      <div class="fr-container">
        <div class="fr-footer__body">
          <div class="fr-footer__brand"><Logo brand={frame.brand} /></div>
          <div class="fr-footer__content">
            <p class="fr-footer__content-desc">{serviceName} prépare, fait signer et conserve la convention départementale France Services.</p>
            <ul class="fr-footer__content-list">
              {elsewhere.map(site => (
                <li class="fr-footer__content-item">
                  <a class="fr-footer__content-link" href={`https://${site}`} target="_blank" rel="noopener external" title={`${site} – nouvelle fenêtre`}>{site}</a>
                </li>
              ))}
            </ul>
          </div>
        </div>
        <div class="fr-footer__bottom">
          <ul class="fr-footer__bottom-list">
            {links.map(link => <li class="fr-footer__bottom-item"><a class="fr-footer__bottom-link" href={link.href}>{link.label}</a></li>)}
          </ul>
        </div>
      </div>
    </footer>
  );
}
