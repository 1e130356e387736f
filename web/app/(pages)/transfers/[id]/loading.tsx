import { PageLoading } from "../../../../src/frame/page-loading.tsx";

export default PageLoading;
