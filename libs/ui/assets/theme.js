/* Sets the colour theme before the first paint, as the design system's own script will confirm a moment later.
   Plain script, run while the page loads: keep it small. The key 'scheme' is the design system's. */
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('scheme');
  } catch {
    // Storage may be refused (private browsing): the system's preference is then followed.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-fr-theme', dark ? 'dark' : 'light');
})();
