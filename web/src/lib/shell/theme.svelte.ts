/** Light, dark, or the device's theme. public/preload.js applies the stored choice before the first paint. */

export type ThemeChoice = 'device' | 'day' | 'night';

const KEY = 'habitro.theme';
const NAMES = { day: 'habitro', night: 'habitro-night' } as const;
/** The browser's theme colour: the top of the illustration. */
const FRAME = { day: '#ffe4c8', night: '#0c1d19' } as const;

class Theme {
  #choice = $state<ThemeChoice>(stored());

  get choice(): ThemeChoice {
    return this.#choice;
  }
  set choice(choice: ThemeChoice) {
    this.#choice = choice;
    const root = document.documentElement;
    if (choice === 'device') delete root.dataset.theme;
    else root.dataset.theme = NAMES[choice];
    try {
      if (choice === 'device') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, choice);
    } catch {
      // Without storage the choice lasts until the page is closed.
    }
    this.frame();
  }

  /** Sets the browser's theme colour. Also call at start-up. */
  frame(): void {
    for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
      const own = meta.media.includes('dark') ? 'night' : 'day';
      meta.content = FRAME[this.#choice === 'device' ? own : this.#choice];
    }
  }
}

function stored(): ThemeChoice {
  try {
    const found = localStorage.getItem(KEY);
    return found === 'day' || found === 'night' ? found : 'device';
  } catch {
    return 'device';
  }
}

export const theme = new Theme();
