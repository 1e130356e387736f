/** How the API's page looks: one column on any width, in the reader's own light or dark, and on paper. */
export const documentStyle = `
:root { color-scheme: light dark; --soft: light-dark(#50555c, #b3b8bf); --line: light-dark(#d4d4d0, #43464b);
  --sunken: light-dark(#f4f4f1, #1e2023); --link: light-dark(#0b57b0, #8ab8ff); }
body { margin: 0 auto; max-width: 52rem; padding: 1rem; font: 1rem/1.55 system-ui, sans-serif;
  color: light-dark(#16181b, #eceef0); background: light-dark(#fff, #131416); overflow-wrap: break-word; }
a { color: var(--link); }
a:focus-visible, pre:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
h1 small, .soft { color: var(--soft); font-weight: 400; }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { margin-top: 2.5rem; } h4 { margin: 1.25rem 0 .25rem; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
code, pre { font: .875em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--sunken); border: 1px solid var(--line); border-radius: 6px; padding: .75rem; white-space: pre-wrap;
  user-select: all; }
h3 b { font-size: .8em; letter-spacing: .04em; }
nav ul { list-style: none; padding: 0; margin: .25rem 0 1rem; } nav li { margin: .15rem 0; }
dl { margin: .5rem 0; } dt { font-weight: 600; } dt .soft { font-size: .9em; }
dd { margin: 0 0 .5rem; padding-left: 1rem; border-left: 2px solid var(--line); }
table { border-collapse: collapse; width: 100%; }
td, th { border-top: 1px solid var(--line); padding: .3rem .5rem .3rem 0; text-align: left; vertical-align: top; }
:target { scroll-margin-top: 1rem; outline: 2px solid var(--link); outline-offset: .3rem; }
.skip { position: absolute; left: -100vw; } .skip:focus { position: static; }
@media print { nav { display: none; } }
`;
