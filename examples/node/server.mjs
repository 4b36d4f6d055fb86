import { createDesk } from "./desk.mjs";

const desk = await createDesk();
const server = desk.listen(process.env.PORT, "127.0.0.1", () => {
  console.log(`listening on ${server.address().port}`);
});
