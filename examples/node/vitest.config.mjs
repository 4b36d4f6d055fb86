export default {
  test: {
    include: ["with-vitest.test.mjs"],
    globalSetup: "./vitest.setup.mjs",
    // Only a process looks at NODE_EXTRA_CA_CERTS, when it starts; a thread does not.
    pool: "forks",
  },
};
