/** Whether a click on a link asks for a new tab or window: then the browser goes, not the page. */
export function isForAnotherTab(click: { metaKey: boolean; ctrlKey: boolean; shiftKey: boolean }): boolean {
  return click.metaKey || click.ctrlKey || click.shiftKey;
}
