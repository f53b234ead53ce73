/**
 * The router: uses the History API, loads pages on demand, restores the scroll position, and moves the
 * focus to the page's heading. Navigate with plain `<a href>`; `go()` is for code.
 */
import { type Component, tick } from 'svelte';

import { match, type Params } from './match';

export interface Route {
  /** `/habits/:id`; the page receives `id` as a prop. */
  path: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- pages have different props
  load: () => Promise<{ default: Component<any> }>;
  /** `member` pages require sign-in, `guest` pages redirect signed-in users to Today, `all` are for everyone. */
  access: 'member' | 'guest' | 'all';
  /** Pages without tab bar and side bar: welcome, sign-in, wizards. */
  bare?: boolean;
  /** A page that uses the phone's whole height: it has the side bar but no tab bar. */
  fullHeight?: boolean;
}

interface CurrentPage {
  path: string;
  route: Route | undefined;
  params: Params;
  page: Route['load'] extends () => Promise<{ default: infer Page }> ? Page | undefined : never;
  /** Whether the page's code failed to load. */
  failed: boolean;
  /** Whether this is the first page of the visit; it appears at once, later pages fade in. */
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

  /** The page shown: the previous one until the next one has loaded. */
  get current(): CurrentPage {
    return this.#current;
  }
  /** The URL's query parameters; reactive. */
  get query(): URLSearchParams {
    return this.#query;
  }

  /** Starts handling links and history. Call once, at start-up. */
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

  /** Navigates to a path of this app. */
  go(to: string, { replace = false, state = {} }: { replace?: boolean; state?: object } = {}): Promise<void> {
    this.#scrolls.set(this.#key, scrollY);
    this.#key = replace ? this.#key : crypto.randomUUID();
    const entry = { ...state, key: this.#key, within: !replace || history.state?.within };
    if (replace) history.replaceState(entry, '', to);
    else history.pushState(entry, '', to);
    return this.#show(0);
  }

  /** Goes back one step, or to `fallback` if the user entered the app on this page. */
  back(fallback: string): void {
    if (history.state?.within) history.back();
    else void this.go(fallback, { replace: true });
  }

  /** Loads the current page again after it failed. */
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
    // The user navigated elsewhere while the page was loading.
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
    // On the first page, the browser's own initial focus is right.
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
    // The server's pages and in-page anchors are left to the browser.
    if (to.origin !== location.origin || /^\/(api\/|licenses$)/u.test(to.pathname)) return;
    if (to.hash && to.pathname === location.pathname) return;
    event.preventDefault();
    void this.go(to.pathname + to.search, { replace: to.href === location.href });
  }
}

function keyOf(state: unknown): string {
  return (state as { key?: string } | null)?.key ?? 'start';
}

/** Moves the focus to the page's heading, so that screen readers announce it. */
export function focusHeading(): void {
  // Don't take the focus from a field that focused itself, such as the code input.
  if (document.activeElement?.closest('main input, main textarea')) return;
  const heading = document.querySelector<HTMLElement>('main h1') ?? document.querySelector<HTMLElement>('main');
  if (!heading) return;
  if (!heading.hasAttribute('tabindex')) heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

export const router = new Router();
