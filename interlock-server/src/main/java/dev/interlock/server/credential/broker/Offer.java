package dev.interlock.server.credential.broker;

import dev.interlock.server.credential.CredentialEngine;
import java.time.Duration;

/**
 * An offer is a credential that can be issued under a name.
 *
 * @param lifetime the longest life of one
 */
public record Offer(String name, CredentialEngine engine, Duration lifetime) {}
