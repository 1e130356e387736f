import type { Metadata } from "next";
import TransfersPage from "./transfers/page.tsx";

export const metadata: Metadata = { title: "Transfers" };

/** The first page is the list of transfers. */
export default TransfersPage;
