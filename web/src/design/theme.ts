export type Theme = "system" | "light" | "dark";

/** The cookie that remembers the theme: the server paints with it, so no script has to run before the first paint. */
export const themeCookie = "s3mirror-theme";

/** What the cookie says; anything else is the system's choice. */
export function readTheme(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

/** Shows the page in another theme from now on. */
export function chooseTheme(theme: Theme): void {
  // biome-ignore lint/suspicious/noDocumentCookie: CookieStore is missing in browsers that we support.
  document.cookie = `${themeCookie}=${theme}; Path=/; SameSite=Lax; Max-Age=31536000`;
  const { dataset } = document.documentElement;
  if (theme === "system") delete dataset.theme;
  else dataset.theme = theme;
}
