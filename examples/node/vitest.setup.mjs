import { serve } from "./world.mjs";

// Before the processes start in which the tests run.
export default async function setup() {
  const served = await serve("../desk.yaml");
  Object.assign(process.env, served.environment);
  return served.stop;
}
