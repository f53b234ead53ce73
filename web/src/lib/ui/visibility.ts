import type { Attachment } from 'svelte/attachments';

/**
 * An attachment that reports whether the element is in the viewport, whose edges are moved by
 * `rootMargin`. Reports false when the element is removed.
 */
export function visibility(rootMargin: string, onchange: (visible: boolean) => void): Attachment<HTMLElement> {
  return (element) => {
    const observer = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1);
        if (last) onchange(last.isIntersecting);
      },
      { rootMargin }
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      onchange(false);
    };
  };
}
