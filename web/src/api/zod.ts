import { z } from "zod";

// zod would compile its parsers with `new Function`, which the page's policy refuses and reports.
z.config({ jitless: true });

export { z };
