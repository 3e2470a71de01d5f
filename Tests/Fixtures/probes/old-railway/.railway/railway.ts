import { defineRailway, project } from "railway/iac";

export default defineRailway(() => project("shop", { resources: [] }));
