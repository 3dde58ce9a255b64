interface Navigation {
  addEventListener(type: "currententrychange", listener: () => void): void;
}

/** Tells every page the visitor sees, also on sites that change the address without loading. */
export function watchVisits(visit: (url: string, title: string) => void): void {
  let last = "";
  const look = (): void => {
    // Sites set the title after the address.
    setTimeout(() => {
      const now = `${location.href}\n${document.title}`;
      // A page that was saved to disk is nobody's business.
      if (now === last || !/^https?:/.test(location.protocol)) return;
      last = now;
      visit(location.href, document.title);
    }, 50);
  };
  look();
  const { navigation } = window as unknown as { navigation?: Navigation };
  if (navigation) {
    navigation.addEventListener("currententrychange", look);
    return;
  }
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name].bind(history);
    history[name] = (...args: Parameters<History["pushState"]>) => {
      original(...args);
      look();
    };
  }
  addEventListener("popstate", look);
  addEventListener("hashchange", look);
}
