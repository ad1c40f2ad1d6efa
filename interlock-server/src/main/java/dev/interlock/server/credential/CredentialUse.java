package dev.interlock.server.credential;

import java.util.Optional;

/**
 * The credential with which a server or an API is called.
 *
 * @param name of the credential
 * @param header of HTTP that holds it alone; without one it is in {@code Authorization}, or in the environment of a process
 */
public record CredentialUse(String name, Optional<String> header) {}
