package dev.interlock.server.console;

/**
 * An issuer on the page where people sign in.
 *
 * @param host as people know it
 * @param path the address at which a login there begins
 */
public record SignInChoice(String host, String path) {}
