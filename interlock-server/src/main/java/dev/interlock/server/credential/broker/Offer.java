package dev.interlock.server.credential.broker;

import dev.interlock.server.credential.CredentialEngine;
import java.time.Duration;

/**
 * What can be issued under a name.
 *
 * @param lifetime of one, at the most
 */
public record Offer(String name, CredentialEngine engine, Duration lifetime) {}
