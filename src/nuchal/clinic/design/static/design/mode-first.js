/* Before the first paint of a page that was kept (offline, history): the mode of now, not the one it was kept in. */
(() => {
  const told = /(?:^|; )nuchal_mode=(light|dark|dim|device)/.exec(document.cookie);
  if (!told) return;
  if (told[1] === "device") delete document.documentElement.dataset.mode;
  else document.documentElement.dataset.mode = told[1];
})();
