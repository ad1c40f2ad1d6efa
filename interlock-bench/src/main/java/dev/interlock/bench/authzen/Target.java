package dev.interlock.bench.authzen;

/**
 * What is asked.
 *
 * @param name what it is called in results
 * @param port on this machine
 * @param token of the caller; empty: none
 */
record Target(String name, int port, String path, String token) {}
