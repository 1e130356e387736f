"use client";

import { PageError } from "../../src/frame/page-error.tsx";

export default PageError;
