/** Scripted animations. They end by themselves and leave nothing in the DOM. */

export function prefersReducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** The wallet that is visible: in the header or in the side bar. */
function visibleWallet(): DOMRect | undefined {
  for (const each of document.querySelectorAll('.wallet img')) {
    const box = each.getBoundingClientRect();
    if (box.width > 0 && box.bottom > 0 && box.top < innerHeight) return box;
  }
  return undefined;
}

/** Animates a coin from a checkbox to the wallet. */
export function flyCoin(from: Element | null | undefined, picture: string): void {
  const goal = visibleWallet();
  if (!from || !goal || prefersReducedMotion()) return;
  const start = from.getBoundingClientRect();
  const coin = document.createElement('img');
  coin.src = picture;
  coin.alt = '';
  coin.width = coin.height = 22;
  coin.className = 'pointer-events-none fixed top-0 left-0 z-50';
  document.body.append(coin);
  const place = (box: DOMRect) => `${box.x + box.width / 2 - 11}px ${box.y + box.height / 2 - 11}px`;
  const flight = coin.animate(
    [
      { translate: place(start), scale: 0.6, opacity: 0 },
      { scale: 1.15, opacity: 1, offset: 0.2 },
      { translate: place(goal), scale: 1, opacity: 1 }
    ],
    { duration: 520, easing: 'cubic-bezier(.2, .7, .2, 1)', fill: 'both' }
  );
  flight.finished.catch(() => {}).finally(() => coin.remove());
}

/** Jumps twice, the second time lower. */
export function jump(who: Element | undefined): void {
  if (!who || prefersReducedMotion()) return;
  who.animate(
    [
      { translate: '0 0' },
      { translate: '0 -26px', offset: 0.22 },
      { translate: '0 0', offset: 0.46 },
      { translate: '0 -12px', offset: 0.66 },
      { translate: '0 0' }
    ],
    { duration: 1200, easing: 'cubic-bezier(.3, .7, .2, 1)' }
  );
}
