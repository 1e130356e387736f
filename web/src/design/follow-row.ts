import type { MouseEvent } from "react";

/**
 * A click anywhere in a row follows the row's first link, as a click on the link itself does; one that selects text, or is
 * on something of its own, does not. Whoever uses the keyboard has the link.
 */
export function followRow(click: MouseEvent<HTMLElement>): void {
  const { target, currentTarget, defaultPrevented, nativeEvent } = click;
  if (defaultPrevented || !(target instanceof Element)) return;
  if (target.closest("a, button, input, select, summary, label") !== null) return;
  if (window.getSelection()?.isCollapsed === false) return;
  // A finger on what tells more of itself asks for that.
  const isTouch = nativeEvent instanceof PointerEvent && nativeEvent.pointerType === "touch";
  if (isTouch && target.closest("[title]") !== null) return;
  const { ctrlKey, metaKey, shiftKey } = click;
  currentTarget
    .querySelector("a")
    ?.dispatchEvent(new window.MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
}
