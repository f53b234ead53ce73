/**
 * The router: the History API, pages loaded on demand, scroll kept, focus moved to the page's
 * heading. Plain `<a href>` is how one goes somewhere; `go()` is for code.
 */
import { tick, type Component } from 'svelte';

import { match, type Params } from './match';

export interface Route {
  /** `/habits/:id`; the page gets `id` as a prop. */
  path: string;
  /** Loads the page. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- pages have different props
  load: () => Promise<{ default: Component<any> }>;
  /** `member` pages ask for a sign-in first, `guest` pages send members to Today, `all` are for everyone. */
  access: 'member' | 'guest' | 'all';
  /** Pages without tabs and side bar: welcome, sign-in, a step-by-step flow. */
  bare?: boolean;
  /** A page that has the whole height of a phone: the side bar stays, the tabs don't. */
  fullHeight?: boolean;
}

interface CurrentPage {
  path: string;
  route: Route | undefined;
  params: Params;
  page: Route['load'] extends () => Promise<{ default: infer Page }> ? Page | undefined : never;
  /** Set when the page's code could not be loaded. */
  failed: boolean;
  /** The page that came with the address: it stands at once, where later ones fade in. */
  initial: boolean;
}

class Router {
  #routes: Route[] = [];
  #current = $state.raw<CurrentPage>({
    path: '',
    route: undefined,
    params: {},
    page: undefined,
    failed: false,
    initial: true
  });
  #query = $state.raw(new URLSearchParams());
  #scrolls = new Map<string, number>();
  #key = 'start';
  #turn = 0;

  /** The page that is shown, which is the one before until the next has been loaded. */
  get current(): CurrentPage {
    return this.#current;
  }
  /** The address's query; reactive. */
  get query(): URLSearchParams {
    return this.#query;
  }

  /** Takes over links and the history; once, at start-up. */
  start(routes: Route[]): void {
    this.#routes = routes;
    history.scrollRestoration = 'manual';
    document.addEventListener('click', (event) => this.#clicked(event));
    addEventListener('popstate', () => {
      this.#scrolls.set(this.#key, scrollY);
      this.#key = keyOf(history.state);
      void this.#show(this.#scrolls.get(this.#key) ?? 0);
    });
    this.#key = keyOf(history.state);
    void this.#show(undefined);
  }

  /** Goes to an address of ours. */
  go(to: string, { replace = false, state = {} }: { replace?: boolean; state?: object } = {}): Promise<void> {
    this.#scrolls.set(this.#key, scrollY);
    this.#key = replace ? this.#key : crypto.randomUUID();
    const entry = { ...state, key: this.#key, within: !replace || history.state?.within };
    if (replace) history.replaceState(entry, '', to);
    else history.pushState(entry, '', to);
    return this.#show(0);
  }

  /** One step back, or to `otherwise` when the person came here directly. */
  back(fallback: string): void {
    if (history.state?.within) history.back();
    else void this.go(fallback, { replace: true });
  }

  /** Loads the shown page again after it failed. */
  retry(): void {
    void this.#show(0);
  }

  async #show(scroll: number | undefined): Promise<void> {
    const turn = ++this.#turn;
    const { pathname, search } = location;
    let found: { route: Route; params: Params } | undefined;
    for (const route of this.#routes) {
      const params = match(route.path, pathname);
      if (params) {
        found = { route, params };
        break;
      }
    }
    let page: CurrentPage['page'];
    let failed = false;
    try {
      page = (await found?.route.load())?.default;
    } catch {
      failed = true;
    }
    // Somebody went elsewhere while the page was loading.
    if (turn !== this.#turn) return;
    const first = this.#current.path === '';
    const same = this.#current.path === pathname;
    this.#query = new URLSearchParams(search);
    this.#current = {
      path: pathname,
      route: found?.route,
      params: found?.params ?? {},
      page,
      failed,
      initial: first || (same && this.#current.initial)
    };
    await tick();
    if (scroll !== undefined && !same) scrollTo({ top: scroll, behavior: 'instant' });
    // At the first page the browser has its own idea of the focus, and it is right.
    if (!first && !same) focusHeading();
  }

  #clicked(event: MouseEvent): void {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const link = (event.target as Element | null)?.closest?.('a');
    if (!link || !link.href || link.target || link.hasAttribute('download')) return;
    const to = new URL(link.href);
    // The server's own pages (/api/docs) and in-page anchors are the browser's.
    if (to.origin !== location.origin || to.pathname.startsWith('/api/')) return;
    if (to.hash && to.pathname === location.pathname) return;
    event.preventDefault();
    void this.go(to.pathname + to.search, { replace: to.href === location.href });
  }
}

function keyOf(state: unknown): string {
  return (state as { key?: string } | null)?.key ?? 'start';
}

/** Moves the focus to the page's heading, so that a screen reader says where one is. */
export function focusHeading(): void {
  // A page that took the focus itself (the one field of a code) keeps it.
  if (document.activeElement?.closest('main input, main textarea')) return;
  const heading = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');
  if (!heading) return;
  if (!heading.hasAttribute('tabindex')) heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

export const router = new Router();
