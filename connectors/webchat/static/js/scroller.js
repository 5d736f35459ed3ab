/**
 * Keeps the newest message in view, unless the person has scrolled away to read. A long answer is shown from
 * its first line, not from its last.
 */

const NEAR_PX = 48;
const HEADROOM_PX = 12;

/** `hasMessages()`: whether there is anything to jump to. */
export function createScroller(box, jumpButton, hasMessages) {
  let follow = false; // the greeting is read from its top
  let ownScrollTop = -1; // our own scrolling must not look like the person's
  let wasAtEnd = true; // before the box changed its size

  const end = () => box.scrollHeight - box.clientHeight;
  const nearEnd = () => end() - box.scrollTop < NEAR_PX;

  function refresh() {
    wasAtEnd = nearEnd();
    jumpButton.hidden = nearEnd() || !hasMessages();
  }

  function move(top) {
    box.scrollTop = top;
    ownScrollTop = box.scrollTop;
    refresh();
  }

  function toEnd() {
    follow = true;
    move(end());
  }

  box.addEventListener("scroll", () => {
    if (Math.abs(box.scrollTop - ownScrollTop) > 1) follow = nearEnd();
    refresh();
  }, { passive: true });
  box.addEventListener("toggle", (event) => {
    event.target.scrollIntoView({ block: "nearest" }); // a 依据 row opened: show what it holds
    refresh();
  }, true);
  jumpButton.addEventListener("click", toEnd);

  /** After a change of size (the keyboard, the text size, the input growing). */
  function settle() {
    if (wasAtEnd && hasMessages()) toEnd();
    else refresh();
  }
  if (window.ResizeObserver) new ResizeObserver(settle).observe(box);
  else window.addEventListener("resize", settle);

  return {
    toEnd,
    settle,
    /** New content from `node` on: go down, but not past the top of `node`. */
    reveal(node) {
      if (!follow) {
        refresh();
        return;
      }
      const top = node.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
      move(Math.max(box.scrollTop, Math.min(end(), top - HEADROOM_PX)));
    },
  };
}
